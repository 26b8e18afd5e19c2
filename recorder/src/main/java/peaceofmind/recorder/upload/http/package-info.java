/** HTTP requests that upload files: bounded, paced, without redirects. */
@NullMarked
package peaceofmind.recorder.upload.http;

import org.jspecify.annotations.NullMarked;
