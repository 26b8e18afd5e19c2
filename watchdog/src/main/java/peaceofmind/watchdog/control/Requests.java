package peaceofmind.watchdog.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import peaceofmind.watchdog.policy.Answer;
import peaceofmind.watchdog.policy.OperatorRequest;

/** Brings requests from the socket's threads into the loop, and the answers back. */
public final class Requests {

    /** Nobody types faster; more is a program gone wrong. */
    private static final int MAX_WAITING = 16;

    private final ConcurrentLinkedQueue<OperatorRequest> waiting = new ConcurrentLinkedQueue<>();
    private final Map<Long, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    /** Hands a request to the loop, which answers at its next look: within a second or two. */
    public CompletableFuture<Answer> submit(LongFunction<OperatorRequest> request) {
        long id = ids.incrementAndGet();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (answers.size() >= MAX_WAITING) {
            answer.complete(new Answer(id, false, MAX_WAITING + " requests wait already: try again in a few seconds"));
            return answer;
        }
        answers.put(id, answer);
        waiting.add(request.apply(id));
        return answer;
    }

    /** Called by the loop: what came in since the last call. */
    public List<OperatorRequest> take() {
        List<OperatorRequest> taken = new ArrayList<>();
        for (OperatorRequest next = waiting.poll(); next != null; next = waiting.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** Called by the loop: brings an answer back to the one who asked. */
    public void answer(Answer answer) {
        CompletableFuture<Answer> waitingFor = answers.remove(answer.request());
        if (waitingFor != null) {
            waitingFor.complete(answer);
        }
    }
}
