// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ErrorTextTest {

    @TempDir
    private Path folder;

    @Test
    void aFileErrorHasItsReasonAndItsPath() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path missing = folder.resolve("missing");
        assertThat(reason(() -> Files.readString(missing))).isEqualTo("no such file: " + missing);
        assertThat(reason(() -> Files.createFile(file))).isEqualTo("file already exists: " + file);
        assertThat(ErrorText.of(new NotDirectoryException("/a/b"))).isEqualTo("not a directory: /a/b");
        assertThat(reason(() -> Files.delete(folder))).isEqualTo("directory not empty: " + folder);
        assertThat(reason(() -> Files.readString(file.resolve("inside"))))
                .isEqualTo("not a directory: " + file.resolve("inside"));
        assertThat(ErrorText.of(new AccessDeniedException("/a/b"))).isEqualTo("permission denied: /a/b");
        assertThat(ErrorText.of(new FileSystemException("/a", "/b", "Invalid cross-device link")))
                .isEqualTo("invalid cross-device link: /a -> /b");
        assertThat(ErrorText.of(new FileSystemException("/a"))).isEqualTo("file system error: /a");
    }

    @Test
    void invalidUtf8IsReportedAsSuch() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[] {(byte) 0xff});
        assertThat(reason(() -> Files.readString(file))).isEqualTo("not valid UTF-8 text");
    }

    @Test
    void aNetworkErrorNeedsNoMessage() {
        assertThat(ErrorText.of(new UnknownHostException("example.invalid")))
                .isEqualTo("cannot resolve host: example.invalid");
        assertThat(ErrorText.of(new ConnectException("Connection refused"))).isEqualTo("Connection refused");
        assertThat(ErrorText.of(new ConnectException())).isEqualTo("cannot connect");
        assertThat(ErrorText.of(new ClosedChannelException())).isEqualTo("connection closed");
        assertThat(ErrorText.of(new EOFException())).isEqualTo("unexpected end of data");
        assertThat(ErrorText.of(new TimeoutException())).isEqualTo("timed out");
    }

    @Test
    void aWrapperHasTheReasonOfItsCause() {
        IOException cause = new AccessDeniedException("/a");
        assertThat(ErrorText.of(new ExecutionException(cause))).isEqualTo("permission denied: /a");
        assertThat(ErrorText.of(new ExecutionException(new UncheckedIOException(cause))))
                .isEqualTo("permission denied: /a");
        assertThat(ErrorText.of(new IOException(cause))).isEqualTo("permission denied: /a");
        assertThat(ErrorText.of(new IOException("the copy failed", cause))).isEqualTo("the copy failed");
    }

    @Test
    void aLoopOfCausesTerminates() {
        IOException outer = new IOException((String) null);
        IOException inner = new IOException((String) null);
        outer.initCause(inner);
        inner.initCause(outer);
        assertThat(ErrorText.of(outer)).isEqualTo("input/output error");
    }

    @Test
    void withoutAMessageTheKindOfErrorIsSpelledOut() {
        assertThat(ErrorText.of(new IllegalStateException())).isEqualTo("illegal state");
        assertThat(ErrorText.of(new IllegalStateException(" "))).isEqualTo("illegal state");
        assertThat(ErrorText.of(new StackOverflowError())).isEqualTo("stack overflow");
        assertThat(ErrorText.of(new IOException())).isEqualTo("input/output error");
        assertThat(ErrorText.of(new NoClassDefFoundError("a/B"))).isEqualTo("no class def found: a/B");
        assertThat(ErrorText.of(new OutOfMemoryError("Java heap space"))).isEqualTo("out of memory");
        assertThat(ErrorText.of(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
                .isEqualTo("no further thread is allowed");
        assertThat(ErrorText.of(new RuntimeException() {})).isEqualTo("unknown error");
    }

    private static String reason(ThrowingCallable code) {
        return ErrorText.of(Objects.requireNonNull(catchThrowable(code)));
    }
}
