/** The recorded videos, asked of the recorder. */
@NullMarked
package peaceofmind.cli.videos;

import org.jspecify.annotations.NullMarked;
