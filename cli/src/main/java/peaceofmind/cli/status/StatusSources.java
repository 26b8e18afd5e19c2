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
final class StatusSources {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_EVENTS = 6;

    private StatusSources() {}

    /** An answer, or why there is none. */
    record SourceResult<T>(Optional<T> value, String problem) {}

    /** What the parts said. */
    record SourceResults(
            SourceResult<JsonObject> watchdog,
            SourceResult<JsonObject> events,
            SourceResult<JsonObject> recorder,
            SourceResult<ScrapedMetrics> metrics,
            SourceResult<DiskUsage> disk,
            SourceResult<HostInfo> host,
            SourceResult<List<LogLine>> errors) {}

    /**
     * Where the parts are.
     *
     * @param logFolder of the recorder's and the watchdog's log files
     */
    record SourceLocations(Path watchdogSocket, Path recorderSocket, String address, int port, Path storage, Path logFolder) {}

    static SourceResults query(SourceLocations locations) {
        Path watchdogSocket = locations.watchdogSocket();
        Path recorderSocket = locations.recorderSocket();
        ControlClient watchdog = new ControlClient("the watchdog", watchdogSocket);
        ControlClient recorder = new ControlClient("the recorder", recorderSocket);
        JsonObject status = Json.object().put("command", "status").build();
        JsonObject history =
                Json.object().put("command", "history").put("limit", MAX_EVENTS).build();
        CompletableFuture<JsonObject> watchdogStatus = start(() -> watchdog.send(status, REQUEST_TIMEOUT));
        CompletableFuture<JsonObject> events = start(() -> watchdog.send(history, REQUEST_TIMEOUT));
        CompletableFuture<JsonObject> recorderStatus = start(() -> recorder.send(status, REQUEST_TIMEOUT));
        CompletableFuture<ScrapedMetrics> metrics = start(() -> MetricsClient.scrape(locations.address(), locations.port(), REQUEST_TIMEOUT));
        CompletableFuture<DiskUsage> disk = start(() -> DiskUsage.of(locations.storage()));
        CompletableFuture<HostInfo> host = start(() -> HostInfo.read(Path.of("/")));
        CompletableFuture<List<LogLine>> errors = start(() -> RecentErrors.read(locations.logFolder(), Instant.now()));
        return new SourceResults(
                await(watchdogStatus),
                await(events),
                await(recorderStatus),
                await(metrics),
                await(disk),
                await(host),
                await(errors));
    }

    private static <T> CompletableFuture<T> start(Callable<T> query) {
        CompletableFuture<T> future = new CompletableFuture<>();
        // Not virtual: a disk that hangs would hold its carrier.
        Thread.ofPlatform().daemon().start(() -> {
            try {
                future.complete(query.call());
            } catch (Exception failure) {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    private static <T> SourceResult<T> await(CompletableFuture<T> future) {
        try {
            return new SourceResult<>(Optional.of(future.get(REQUEST_TIMEOUT.toMillis() + 500, TimeUnit.MILLISECONDS)), "");
        } catch (TimeoutException timeout) {
            return new SourceResult<>(Optional.empty(), "no answer within " + REQUEST_TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            boolean selfExplaining = cause instanceof ControlException;
            String problem = (selfExplaining ? "" : cause.getClass().getSimpleName() + ": ") + cause.getMessage();
            return new SourceResult<>(Optional.empty(), problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new SourceResult<>(Optional.empty(), "interrupted");
        }
    }
}
