/** Uploads by programs of the system: OpenSSH's sftp, and rclone. */
@NullMarked
package peaceofmind.recorder.upload.command;

import org.jspecify.annotations.NullMarked;
