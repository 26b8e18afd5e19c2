package peaceofmind.foundation.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Bounded;

/**
 * What a process has started, closed in reverse order. A part that fails to close, or hangs, is reported and keeps none of the others
 * open. Not for use by several threads at once.
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

    /** Closes {@code part} before everything that was added earlier; returns it. */
    public <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    /** Closes all, the newest first; a second call does nothing. */
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
            // The others are still closed; the interrupt is for the caller.
            Thread.currentThread().interrupt();
            warn.accept(part.name + " was not closed: interrupted");
        }
    }
}
