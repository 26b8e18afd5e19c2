package peaceofmind.cli.status;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Asks every part at the same time, each within a limit: one that hangs costs only itself. */
final class Sources {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int EVENTS = 6;

    private Sources() {}

    /** An answer, or why there is none. */
    record Answer<T>(Optional<T> value, String problem) {}

    /** What the parts said. */
    record Answers(
            Answer<JsonObject> watchdog,
            Answer<JsonObject> events,
            Answer<JsonObject> recorder,
            Answer<Scrape> metrics,
            Answer<Disk> disk,
            Answer<Surroundings> surroundings,
            Answer<List<LogLine>> errors) {}

    /**
     * Where the parts are.
     *
     * @param logFolder of the recorder's and the watchdog's log files
     */
    record Places(Path watchdogSocket, Path recorderSocket, String address, int port, Path storage, Path logFolder) {}

    static Answers ask(Places places) {
        Path watchdogSocket = places.watchdogSocket();
        Path recorderSocket = places.recorderSocket();
        ControlClient watchdog = new ControlClient("the watchdog", watchdogSocket);
        ControlClient recorder = new ControlClient("the recorder", recorderSocket);
        JsonObject status = Json.object().put("command", "status").build();
        JsonObject history =
                Json.object().put("command", "history").put("limit", EVENTS).build();
        CompletableFuture<JsonObject> watchdogSays = begin(() -> watchdog.send(status, LIMIT));
        CompletableFuture<JsonObject> events = begin(() -> watchdog.send(history, LIMIT));
        CompletableFuture<JsonObject> recorderSays = begin(() -> recorder.send(status, LIMIT));
        CompletableFuture<Scrape> metrics = begin(() -> Metrics.ask(places.address(), places.port(), LIMIT));
        CompletableFuture<Disk> disk = begin(() -> Disk.of(places.storage()));
        CompletableFuture<Surroundings> around = begin(() -> Surroundings.of(Path.of("/")));
        CompletableFuture<List<LogLine>> errors = begin(() -> RecentErrors.in(places.logFolder(), Instant.now()));
        return new Answers(
                await(watchdogSays),
                await(events),
                await(recorderSays),
                await(metrics),
                await(disk),
                await(around),
                await(errors));
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
