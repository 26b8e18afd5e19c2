// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The lines of a response that does not end. The next ones are asked for when those before have been read: what is not read stays at the
 * sender. A line that is too long is skipped.
 */
final class LineStream implements BodySubscriber<String> {

    /** A message of ntfy has at most 4,096 bytes of text. */
    static final int MAX_LINE_BYTES = 32 * 1024;

    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final LinkedBlockingQueue<Lines> queue = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean isTooLong;

    /**
     * What was received at once.
     *
     * @param lines may be empty when nothing came in time, and at the end
     * @param isEnd whether the stream is over
     */
    record Lines(List<String> lines, boolean isEnd) {}

    @Override
    public CompletionStage<String> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription.complete(newSubscription);
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        List<String> lines = new ArrayList<>();
        for (ByteBuffer buffer : buffers) {
            while (buffer.hasRemaining()) {
                accept(buffer.get(), lines);
            }
        }
        if (lines.isEmpty()) {
            subscription.join().request(1);
        } else {
            queue.add(new Lines(lines, false));
        }
    }

    private void accept(byte next, List<String> lines) {
        if (next != '\n') {
            isTooLong |= line.size() >= MAX_LINE_BYTES;
            if (!isTooLong) {
                line.write(next);
            }
            return;
        }
        if (!isTooLong) {
            lines.add(line.toString(StandardCharsets.UTF_8));
        }
        line.reset();
        isTooLong = false;
    }

    @Override
    public void onError(Throwable problem) {
        queue.add(new Lines(List.of(), true));
        result.completeExceptionally(problem);
    }

    @Override
    public void onComplete() {
        queue.add(new Lines(List.of(), true));
        result.complete("");
    }

    /** Waits for the next lines, and asks for those after them. */
    Lines next(Duration timeout) throws InterruptedException {
        Lines next = queue.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return new Lines(List.of(), false);
        }
        if (!next.isEnd()) {
            subscription.join().request(1);
        }
        return next;
    }
}
