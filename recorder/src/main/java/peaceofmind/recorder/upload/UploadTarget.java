// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.nio.file.Path;
import java.util.Optional;

/** A destination for videos. */
public interface UploadTarget {

    /** The result of an upload. */
    sealed interface UploadResult {}

    /** The video has been uploaded and verified; {@code reference} is its place at the destination. */
    record Uploaded(String reference) implements UploadResult {}

    /** The upload failed; {@code reason} is for people. */
    record NotUploaded(String reason) implements UploadResult {}

    /** The destination is away, full or unwritable, which is not the video's fault: the upload does not count as an attempt. */
    record TargetUnavailable(String reason) implements UploadResult {}

    /** Why nothing can be uploaded now, as far as that can be found out without uploading; empty when nothing is known. May block. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** Uploads one file. Uploading the same file again is allowed: interrupted uploads are repeated. */
    UploadResult upload(Path video) throws InterruptedException;
}
