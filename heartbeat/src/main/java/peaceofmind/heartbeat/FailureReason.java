// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The reason for a failure as plain text. The JDK's messages often consist of a path alone, or are missing. */
final class FailureReason {

    private FailureReason() {}

    static String of(Throwable failure) {
        if (failure instanceof FileSystemException ofFile) {
            return reason(ofFile) + ": " + ofFile.getFile();
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? "unexpected error" : message;
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        } else if (failure instanceof AccessDeniedException) {
            return "permission denied";
        } else if (failure instanceof FileAlreadyExistsException) {
            return "not a folder";
        }
        String reason = failure.getReason();
        return reason == null || reason.isBlank() ? "input/output error" : reason;
    }
}
