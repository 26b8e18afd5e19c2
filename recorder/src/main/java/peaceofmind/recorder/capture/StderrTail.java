// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import peaceofmind.foundation.log.ErrorText;

/** Reads all messages of a process and keeps the last ones. */
final class StderrTail {

    private static final int MAX_LINES = 20;
    private static final int MAX_LINE_CHARACTERS = 500;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Thread thread;

    private StderrTail(InputStream stream) {
        this.thread = Thread.ofPlatform().daemon().name("ffmpeg-messages").unstarted(() -> read(stream));
    }

    static StderrTail start(InputStream stream) {
        StderrTail tail = new StderrTail(stream);
        tail.thread.start();
        return tail;
    }

    /** The last messages. Waits briefly for output that is still unread after the process has exited. */
    List<String> awaitLines() throws InterruptedException {
        thread.join(300);
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    private void read(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.addLast(line.length() > MAX_LINE_CHARACTERS ? line.substring(0, MAX_LINE_CHARACTERS) : line);
                    if (lines.size() > MAX_LINES) {
                        lines.removeFirst();
                    }
                }
            }
        } catch (IOException closed) {
            synchronized (lines) {
                lines.addLast("(reading its messages failed: " + ErrorText.of(closed) + ")");
            }
        }
    }
}
