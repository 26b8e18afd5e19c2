// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import peaceofmind.watchdog.policy.OperatorReply;
import peaceofmind.watchdog.policy.OperatorRequest;

/** Passes requests from the socket's threads to the loop, and the replies back. */
public final class RequestQueue {

    /** Nobody types faster; more come from a program that misbehaves. */
    private static final int MAX_PENDING_REQUESTS = 16;

    private final ConcurrentLinkedQueue<OperatorRequest> pending = new ConcurrentLinkedQueue<>();
    private final Map<Long, CompletableFuture<OperatorReply>> replies = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    /** Passes a request to the loop, which replies at its next tick: within a second or two. */
    public CompletableFuture<OperatorReply> submit(LongFunction<OperatorRequest> request) {
        long id = ids.incrementAndGet();
        CompletableFuture<OperatorReply> reply = new CompletableFuture<>();
        if (replies.size() >= MAX_PENDING_REQUESTS) {
            reply.complete(new OperatorReply(
                    id, false, MAX_PENDING_REQUESTS + " requests are pending already: try again in a few seconds"));
            return reply;
        }
        replies.put(id, reply);
        pending.add(request.apply(id));
        return reply;
    }

    /** For the loop: the requests since the last call. */
    public List<OperatorRequest> drain() {
        List<OperatorRequest> drained = new ArrayList<>();
        for (OperatorRequest next = pending.poll(); next != null; next = pending.poll()) {
            drained.add(next);
        }
        return drained;
    }

    /** For the loop: completes a request. */
    public void reply(OperatorReply reply) {
        CompletableFuture<OperatorReply> future = replies.remove(reply.requestId());
        if (future != null) {
            future.complete(reply);
        }
    }
}
