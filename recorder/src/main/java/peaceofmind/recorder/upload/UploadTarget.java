// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.time.Instant;
import java.util.Optional;

/** A destination for videos. Used by one thread at a time. */
public interface UploadTarget {

    /** The result of an upload. Reasons are for people, and contain no secret. */
    sealed interface UploadResult {}

    /**
     * The video has been uploaded and verified.
     *
     * @param reference its place at the destination
     * @param url where people can watch it; empty where they can't
     */
    record Uploaded(String reference, Optional<String> url) implements UploadResult {
        public Uploaded(String reference) {
            this(reference, Optional.empty());
        }
    }

    /** The upload failed for a reason that may lie in this video: counted as an attempt, and retried after a delay. */
    record NotUploaded(String reason) implements UploadResult {}

    /** The destination is away, full or overloaded, which is not the video's fault: the upload does not count as an attempt. */
    record TargetUnavailable(String reason) implements UploadResult {}

    /** The destination takes no more until a time, at which the upload is repeated; not counted as an attempt. */
    record QuotaUsedUp(String reason, Instant until) implements UploadResult {}

    /** Nothing can be uploaded before the owner corrects something; {@code reason} says what. Not counted as an attempt. */
    record OwnerNeeded(String reason) implements UploadResult {}

    /** The destination will never take this video as it is: not retried, until somebody requests it. */
    record Refused(String reason) implements UploadResult {}

    /** Why nothing can be uploaded now, as far as that can be found out without uploading; empty when nothing is known. May block. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** When a login to the destination expires; empty when that is not known, or it has none. */
    default Optional<Instant> loginExpiresAt() {
        return Optional.empty();
    }

    /**
     * Uploads one file. Uploading the same file again is allowed: interrupted uploads are repeated, from where they stopped if the
     * job's session says so.
     */
    UploadResult upload(UploadJob job) throws InterruptedException;
}
