// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;

/** What an upload does once its file is known to exist; {@link #of} turns its failures into results, the same for each destination. */
@FunctionalInterface
public interface UploadAttempt {

    UploadResult run() throws IOException, InterruptedException, UploadStoppedException;

    /** Runs an attempt. A file that ends early is this video's fault; any other failure of I/O is the destination's. */
    static UploadResult of(UploadJob job, UploadAttempt attempt) throws InterruptedException {
        Optional<String> missing = job.fileProblem();
        if (missing.isPresent()) {
            return new NotUploaded(missing.get());
        }
        try {
            return attempt.run();
        } catch (UploadStoppedException stopped) {
            return stopped.result();
        } catch (IOException failure) {
            return failure instanceof EOFException || failure.getCause() instanceof EOFException
                    ? new NotUploaded(ErrorText.of(failure))
                    : new TargetUnavailable(ErrorText.of(failure));
        }
    }
}
