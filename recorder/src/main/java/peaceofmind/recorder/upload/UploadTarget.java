package peaceofmind.recorder.upload;

import java.nio.file.Path;

/** Where videos go. */
public interface UploadTarget {

    /** How an upload went. */
    sealed interface UploadResult {}

    /** It is there, whole and checked. */
    record Uploaded(String reference) implements UploadResult {}

    /** It is not; {@code reason} in words, with what to do. */
    record NotUploaded(String reason) implements UploadResult {}

    /** Uploads one file. The same file again is no mistake: an upload that was interrupted begins anew. */
    UploadResult upload(Path video) throws InterruptedException;
}
