// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
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
import peaceofmind.foundation.log.ErrorText;

/** Queries every part at the same time, each within a limit: one that hangs costs only itself. */
record StatusSources(
        Observed<WatchdogStatus> watchdog,
        Observed<List<Event>> events,
        Observed<RecorderStatus> recorder,
        Observed<List<FiringAlert>> alerts,
        Observed<MetricsPage> metrics,
        Observed<DiskUsage> disk,
        Observed<HostInfo> machine,
        Observed<List<LogLine>> errors) {

    /** Of each query. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    /** Enough for what the judgement considers: a service's restarts and the reboots of a day. */
    private static final int EVENTS = 100;

    /**
     * Where to reach the parts.
     *
     * @param recorderSocket empty where the packaged recorder is not watched: whether it runs says nothing of the program that is
     * @param storage the watched program's folder, whose disk is measured
     * @param logs the log files of the watched program and of the watchdog; they may be missing
     */
    record Locations(
            Path watchdogSocket,
            Optional<Path> recorderSocket,
            Path agentSocket,
            Callable<MetricsPage> metrics,
            Path storage,
            List<Path> logs) {}

    /** Free and total space of the watched program's disk, in bytes. */
    record DiskUsage(Path folder, long free, long total) {

        static DiskUsage of(Path folder) throws IOException {
            FileStore store = Files.getFileStore(folder);
            return new DiskUsage(folder, store.getUsableSpace(), store.getTotalSpace());
        }
    }

    static StatusSources query(Locations locations) {
        WatchdogClient watchdogClient = new WatchdogClient(locations.watchdogSocket(), LIMIT);
        AgentClient agentClient = new AgentClient(locations.agentSocket(), LIMIT);
        CompletableFuture<WatchdogStatus> watchdog = start(watchdogClient::status);
        CompletableFuture<List<Event>> events = start(() -> watchdogClient.events(EVENTS));
        CompletableFuture<RecorderStatus> recorder = start(() -> recorder(locations));
        CompletableFuture<List<FiringAlert>> alerts = start(agentClient::firing);
        CompletableFuture<MetricsPage> metrics = start(locations.metrics());
        CompletableFuture<DiskUsage> disk = start(() -> DiskUsage.of(locations.storage()));
        CompletableFuture<HostInfo> machine = start(() -> HostInfo.read(Path.of("/")));
        CompletableFuture<List<LogLine>> errors = start(() -> RecentErrors.read(locations.logs(), Instant.now()));
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

    private static RecorderStatus recorder(Locations locations) throws ControlException, IOException {
        Path socket = locations
                .recorderSocket()
                .orElseThrow(() -> new IOException("the recorder of this package is not watched"));
        return new RecorderClient(socket, LIMIT).status();
    }

    private static <T> CompletableFuture<T> start(Callable<T> query) {
        CompletableFuture<T> result = new CompletableFuture<>();
        // Not virtual: a disk that hangs would hold its carrier.
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(query.call());
            } catch (Exception failed) {
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    private static <T> Observed<T> await(CompletableFuture<T> future) {
        try {
            return new Observed<>(Optional.of(future.get(LIMIT.toMillis() + 500, TimeUnit.MILLISECONDS)), "");
        } catch (TimeoutException hangs) {
            return Observed.missing("no answer within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException failed) {
            return Observed.missing(ErrorText.of(failed));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Observed.missing("interrupted");
        }
    }
}
