/** Uploads by WebDAV (RFC 4918), such as to a Nextcloud. */
@NullMarked
package peaceofmind.recorder.upload.webdav;

import org.jspecify.annotations.NullMarked;
