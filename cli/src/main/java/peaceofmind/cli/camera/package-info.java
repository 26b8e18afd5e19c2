/** What the recorder sees: cameras, their formats, a picture. */
@NullMarked
package peaceofmind.cli.camera;

import org.jspecify.annotations.NullMarked;
