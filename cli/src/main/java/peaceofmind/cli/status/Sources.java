package peaceofmind.cli.status;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Asks every part at the same time, each within a limit: one that hangs costs only itself. */
final class Sources {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int EVENTS = 5;

    private Sources() {}

    /** An answer, or why there is none. */
    record Answer<T>(Optional<T> value, String problem) {}

    /** What the parts said. */
    record Answers(
            Answer<JsonObject> watchdog,
            Answer<JsonObject> events,
            Answer<JsonObject> recorder,
            Answer<String> metrics,
            Answer<Disk> disk) {}

    static Answers ask(Path watchdogSocket, Path recorderSocket, String address, int port, Path storage) {
        ControlClient watchdog = new ControlClient("the watchdog", watchdogSocket);
        ControlClient recorder = new ControlClient("the recorder", recorderSocket);
        JsonObject status = Json.object().put("command", "status").build();
        JsonObject history =
                Json.object().put("command", "history").put("limit", EVENTS).build();
        CompletableFuture<JsonObject> watchdogSays = begin(() -> watchdog.ask(status, LIMIT));
        CompletableFuture<JsonObject> events = begin(() -> watchdog.ask(history, LIMIT));
        CompletableFuture<JsonObject> recorderSays = begin(() -> recorder.ask(status, LIMIT));
        CompletableFuture<String> metrics = begin(() -> Metrics.ask(address, port, LIMIT));
        CompletableFuture<Disk> disk = begin(() -> Disk.of(storage));
        return new Answers(await(watchdogSays), await(events), await(recorderSays), await(metrics), await(disk));
    }

    private static <T> CompletableFuture<T> begin(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        // Not virtual: a disk that hangs would hold its carrier.
        Thread.ofPlatform().daemon().start(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception noAnswer) {
                answer.completeExceptionally(noAnswer);
            }
        });
        return answer;
    }

    private static <T> Answer<T> await(CompletableFuture<T> future) {
        try {
            return new Answer<>(Optional.of(future.get(LIMIT.toMillis() + 500, TimeUnit.MILLISECONDS)), "");
        } catch (TimeoutException hangs) {
            return new Answer<>(Optional.empty(), "no answer within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            boolean inWords = cause instanceof ControlException;
            String why = (inWords ? "" : cause.getClass().getSimpleName() + ": ") + cause.getMessage();
            return new Answer<>(Optional.empty(), why);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return new Answer<>(Optional.empty(), "interrupted");
        }
    }
}
