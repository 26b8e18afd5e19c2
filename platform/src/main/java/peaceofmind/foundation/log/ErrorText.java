// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.log;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The reason for a failure, for logs and messages to people: {@code no such file: /a/b}, without names of Java classes. The messages
 * of the JDK's exceptions often omit what went wrong ({@code /a/b}) or are missing altogether.
 */
public final class ErrorText {

    /** Causes can form a loop. */
    private static final int MAX_CAUSES = 10;

    private ErrorText() {}

    /** What went wrong, on one line; never empty. Servers and names of files have their part in it: {@link PlainText} cleans it. */
    public static String of(Throwable error) {
        return PlainText.of(of(error, MAX_CAUSES));
    }

    private static String of(Throwable error, int causesLeft) {
        Throwable cause = error.getCause();
        if (cause != null && causesLeft > 0 && isWrapper(error, cause)) {
            return of(cause, causesLeft - 1);
        }
        return known(error).or(() -> message(error)).orElseGet(() -> spelledOut(error));
    }

    /** Whether the exception adds nothing to its cause. */
    private static boolean isWrapper(Throwable error, Throwable cause) {
        return error instanceof ExecutionException
                || error instanceof CompletionException
                || error instanceof UncheckedIOException
                // The message of an exception that was created with a cause alone.
                || message(error).orElse("").startsWith(cause.getClass().getName())
                || (message(error).isEmpty() && known(error).isEmpty());
    }

    /** Reasons for exceptions whose message is missing, or only names the file or host. */
    private static Optional<String> known(Throwable error) {
        return switch (error) {
            case FileSystemException failure -> Optional.of(ofFile(failure));
            case CharacterCodingException _ -> Optional.of("not valid UTF-8 text");
            case ClosedByInterruptException _ -> Optional.of("interrupted");
            case ClosedChannelException _ -> Optional.of("connection closed");
            case EOFException failure -> message(failure).or(() -> Optional.of("unexpected end of data"));
            case UnknownHostException failure ->
                Optional.of("cannot resolve host"
                        + message(failure).map(host -> ": " + host).orElse(""));
            case ConnectException failure -> message(failure).or(() -> Optional.of("cannot connect"));
            case TimeoutException failure -> message(failure).or(() -> Optional.of("timed out"));
            case InterruptedException _ -> Optional.of("interrupted");
            case OutOfMemoryError failure ->
                Optional.of(
                        message(failure).orElse("").contains("thread")
                                ? "no further thread is allowed"
                                : "out of memory");
            case ReflectiveOperationException failure ->
                message(failure).map(missing -> spelledOut(failure) + ": " + missing);
            case LinkageError failure -> message(failure).map(missing -> spelledOut(failure) + ": " + missing);
            default -> Optional.empty();
        };
    }

    private static String ofFile(FileSystemException failure) {
        String reason = switch (failure) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "file already exists";
            case NotDirectoryException _ -> "not a directory";
            case DirectoryNotEmptyException _ -> "directory not empty";
            default ->
                Optional.ofNullable(failure.getReason())
                        .filter(text -> !text.isBlank())
                        .map(ErrorText::startLowerCase)
                        .orElse("file system error");
        };
        String file =
                Optional.ofNullable(failure.getFile()).map(path -> ": " + path).orElse("");
        String otherFile = Optional.ofNullable(failure.getOtherFile())
                .map(path -> " -> " + path)
                .orElse("");
        return reason + file + otherFile;
    }

    private static Optional<String> message(Throwable error) {
        return Optional.ofNullable(error.getMessage()).filter(text -> !text.isBlank());
    }

    /** {@code illegal state} for an {@code IllegalStateException} without a message. */
    private static String spelledOut(Throwable error) {
        if (error.getClass() == IOException.class) {
            return "input/output error";
        }
        String name = error.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
        String text = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return text.isEmpty() ? "unknown error" : text;
    }

    /** Messages of the C library start in upper case; an abbreviation such as {@code NFS} stays as it is. */
    private static String startLowerCase(String text) {
        boolean isWord = text.length() > 1 && Character.isLowerCase(text.charAt(1));
        return isWord ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
    }
}
