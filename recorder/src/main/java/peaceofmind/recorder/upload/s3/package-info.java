/** Uploads to S3-compatible object storage. */
@NullMarked
package peaceofmind.recorder.upload.s3;

import org.jspecify.annotations.NullMarked;
