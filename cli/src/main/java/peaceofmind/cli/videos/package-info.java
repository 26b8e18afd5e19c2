/** {@code peace videos}: the recorded videos, as the recorder reports them. */
@NullMarked
package peaceofmind.cli.videos;

import org.jspecify.annotations.NullMarked;
