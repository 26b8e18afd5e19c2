// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import java.net.URI;
import java.nio.file.Path;

/**
 * A bucket of an S3-compatible server.
 *
 * @param endpoint of the server, without the bucket
 * @param region as it is signed; many servers accept any
 * @param prefix of the names of objects, such as {@code gym/}; can be empty
 * @param accessKey which is not secret
 * @param secretKeyFile which is
 * @param isOff whether nothing is sent, since videos would be sent to another machine without encryption
 */
public record S3Settings(
        URI endpoint,
        String region,
        String bucket,
        String prefix,
        String accessKey,
        Path secretKeyFile,
        boolean isOff) {}
