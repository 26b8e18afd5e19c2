/** {@code peace camera}: cameras, their formats, and pictures of what the recorder records. */
@NullMarked
package peaceofmind.cli.camera;

import org.jspecify.annotations.NullMarked;
