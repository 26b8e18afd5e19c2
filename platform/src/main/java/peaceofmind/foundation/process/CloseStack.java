// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Bounded;

/**
 * Closes the parts of a process in the reverse order of their start. A part that fails to close, or hangs, is reported and does not prevent
 * closing the others. Not thread-safe.
 */
public final class CloseStack implements AutoCloseable {

    private record Part(String name, AutoCloseable closeable) {}

    private final Duration limit;
    private final Consumer<String> warn;
    private final Deque<Part> parts = new ArrayDeque<>();

    /**
     * @param limit for closing one part
     * @param warn receives the parts that could not be closed
     */
    public CloseStack(Duration limit, Consumer<String> warn) {
        this.limit = limit;
        this.warn = warn;
    }

    /** Adds a part, which will be closed before all parts added earlier, and returns it. */
    public <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    /** Closes all parts, newest first; a second call does nothing. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            close(parts.pop());
        }
    }

    private void close(Part part) {
        try {
            Bounded.Result<Boolean> result = new Bounded("closing " + part.name, limit).call(() -> {
                part.closeable.close();
                return true;
            });
            switch (result) {
                case Bounded.Done<Boolean> _ -> {}
                case Bounded.Failed<Boolean>(Throwable cause) ->
                    warn.accept(part.name + " was not closed properly: " + ErrorText.of(cause));
                case Bounded.Late<Boolean> late -> warn.accept(late.reason());
            }
        } catch (InterruptedException interrupted) {
            // The other parts are still closed; the interrupt is left to the caller.
            Thread.currentThread().interrupt();
            warn.accept(part.name + " was not closed: interrupted");
        }
    }
}
