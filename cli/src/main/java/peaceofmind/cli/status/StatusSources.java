package peaceofmind.cli.status;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
import peaceofmind.contract.client.AgentClient;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.FiringAlert;
import peaceofmind.contract.health.Observed;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.foundation.control.ControlException;

/** Queries every part at the same time, each within a limit: one that hangs costs only itself. */
record StatusSources(
        Observed<WatchdogStatus> watchdog,
        Observed<List<Event>> events,
        Observed<RecorderStatus> recorder,
        Observed<List<FiringAlert>> alerts,
        Observed<MetricsPage> metrics,
        Observed<DiskRoom> disk,
        Observed<HostInfo> machine,
        Observed<List<LogLine>> errors) {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** What the judgement looks back at: a service's restarts and the reboots of a day. */
    private static final int EVENTS = 100;

    /** Where the parts are; {@code logs}: the folder of the recorder's and the watchdog's log files. */
    record Places(
            Path watchdogSocket,
            Path recorderSocket,
            Path agentSocket,
            String address,
            int port,
            Path storage,
            Path logs) {}

    /** The room on the disk of the videos, in bytes. */
    record DiskRoom(Path folder, long free, long total) {

        static DiskRoom of(Path folder) throws IOException {
            FileStore store = Files.getFileStore(folder);
            return new DiskRoom(folder, store.getUsableSpace(), store.getTotalSpace());
        }
    }

    static StatusSources query(Places places) {
        WatchdogClient watchdogClient = new WatchdogClient(places.watchdogSocket(), LIMIT);
        RecorderClient recorderClient = new RecorderClient(places.recorderSocket(), LIMIT);
        AgentClient agentClient = new AgentClient(places.agentSocket(), LIMIT);
        CompletableFuture<WatchdogStatus> watchdog = start(watchdogClient::status);
        CompletableFuture<List<Event>> events = start(() -> watchdogClient.events(EVENTS));
        CompletableFuture<RecorderStatus> recorder = start(recorderClient::status);
        CompletableFuture<List<FiringAlert>> alerts = start(agentClient::firing);
        CompletableFuture<MetricsPage> metrics = start(() -> MetricsPage.fetch(places.address(), places.port(), LIMIT));
        CompletableFuture<DiskRoom> disk = start(() -> DiskRoom.of(places.storage()));
        CompletableFuture<HostInfo> machine = start(() -> HostInfo.read(Path.of("/")));
        CompletableFuture<List<LogLine>> errors = start(() -> RecentErrors.read(places.logs(), Instant.now()));
        return new StatusSources(
                await(watchdog),
                await(events),
                await(recorder),
                await(alerts),
                await(metrics),
                await(disk),
                await(machine),
                await(errors));
    }

    private static <T> CompletableFuture<T> start(Callable<T> query) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        // Not virtual: a disk that hangs would hold its carrier.
        Thread.ofPlatform().daemon().start(() -> {
            try {
                answer.complete(query.call());
            } catch (Exception failed) {
                answer.completeExceptionally(failed);
            }
        });
        return answer;
    }

    private static <T> Observed<T> await(CompletableFuture<T> future) {
        try {
            return new Observed<>(Optional.of(future.get(LIMIT.toMillis() + 500, TimeUnit.MILLISECONDS)), "");
        } catch (TimeoutException hangs) {
            return Observed.missing("no answer within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException failed) {
            return Observed.missing(reason(failed.getCause() == null ? failed : failed.getCause()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Observed.missing("interrupted");
        }
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case ControlException _ -> message;
            case NoSuchFileException _ -> message + " does not exist";
            case AccessDeniedException _ -> message + " may not be read by this user";
            case IOException _ -> message;
            default -> cause.getClass().getSimpleName() + ": " + message;
        };
    }
}
