// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.process.Worker;
import peaceofmind.foundation.time.Bounded;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.CLibrary;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.evidence.EvidenceCollector;

/** Reboots the device, in threads of its own: saves evidence and logs to the disk first, each step with a timeout. */
final class RebootSequence implements AutoCloseable {

    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FORCED_SYNC_TIMEOUT = Duration.ofSeconds(1);

    /** However many services there are: the reboot is forced a minute after it was ordered. */
    private static final Duration EVIDENCE_TIMEOUT = Duration.ofSeconds(10);

    private final Device device;
    private final EvidenceCollector evidence;
    private final EventJournal journal;
    private final Path triggerLog;
    private final Clock clock;
    private final Consumer<String> onError;
    private final Worker worker;
    private final Worker forcedWorker;
    private final Worker lastWorker;
    private final Bounded triggerWrite;
    private final Bounded sync = new Bounded("sync", STEP_TIMEOUT);
    private final Bounded forcedSync = new Bounded("sync before the forced reboot", FORCED_SYNC_TIMEOUT);

    private RebootSequence(
            Device device,
            EvidenceCollector evidence,
            EventJournal journal,
            Path triggerLog,
            Clock clock,
            Consumer<String> onError,
            Worker worker,
            Worker forcedWorker,
            Worker lastWorker) {
        this.device = device;
        this.evidence = evidence;
        this.journal = journal;
        this.triggerLog = triggerLog;
        this.clock = clock;
        this.onError = onError;
        this.worker = worker;
        this.forcedWorker = forcedWorker;
        this.lastWorker = lastWorker;
        this.triggerWrite = new Bounded("writing " + triggerLog, STEP_TIMEOUT);
    }

    /**
     * Starts its threads: when a reboot is needed, the system may be short of them.
     *
     * @param onError receives what failed, for the log
     */
    static RebootSequence start(
            Device device,
            EvidenceCollector evidence,
            EventJournal journal,
            Path triggerLog,
            Clock clock,
            Consumer<String> onError) {
        return new RebootSequence(
                device,
                evidence,
                journal,
                triggerLog,
                clock,
                onError,
                Worker.start("reboot", error -> onError.accept("the reboot failed: " + ErrorText.of(error))),
                Worker.start(
                        "force-reboot", error -> onError.accept("the forced reboot failed: " + ErrorText.of(error))),
                Worker.start(
                        "leave-to-systemd",
                        error -> onError.accept("the reset could not be left to systemd: " + ErrorText.of(error))));
    }

    void reboot(List<WatchedService> services, String reason) {
        submit(worker, () -> {
            collectEvidence(services, reason);
            runBounded(triggerWrite, () -> appendTrigger(reason));
            journal.flush(STEP_TIMEOUT);
            runBounded(sync, CLibrary::sync);
            device.reboot();
        });
    }

    void forceReboot() {
        submit(forcedWorker, () -> {
            runBounded(forcedSync, CLibrary::sync);
            device.forceReboot();
        });
    }

    /** Ends the process; what was recorded until now is on the disk, unless that hangs. */
    void leaveToSupervisor() {
        submit(lastWorker, () -> {
            journal.flush(FORCED_SYNC_TIMEOUT);
            device.leaveToSupervisor();
        });
    }

    private void submit(Worker executor, Worker.Task steps) {
        if (!executor.submit(steps)) {
            onError.accept("earlier attempts to reboot still hang: no further one is made");
        }
    }

    private void collectEvidence(List<WatchedService> services, String reason) {
        long startedAt = clock.nanoTime();
        for (WatchedService service : services) {
            if (clock.nanoTime() - startedAt < EVIDENCE_TIMEOUT.toNanos()) {
                evidence.collect(service.incidentContext("reboot", reason));
            }
        }
    }

    private void appendTrigger(String reason) throws IOException {
        String entry = clock.now() + "\nReason: " + PlainText.of(reason) + "\n";
        Files.writeString(
                triggerLog,
                entry,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS,
                StandardOpenOption.SYNC);
    }

    /** A disk that hangs must not prevent the reboot that may fix it. */
    private void runBounded(Bounded bounded, Step step) throws InterruptedException {
        Bounded.Result<Boolean> result = bounded.call(() -> {
            step.run();
            return true;
        });
        switch (result) {
            case Bounded.Done<Boolean> _ -> {}
            case Bounded.Failed<Boolean>(Throwable cause) ->
                onError.accept("before the reboot: " + ErrorText.of(cause));
            case Bounded.Late<Boolean> late -> onError.accept("before the reboot: " + late.reason());
        }
    }

    @Override
    public void close() {
        worker.close();
        forcedWorker.close();
        lastWorker.close();
    }

    private interface Step {
        void run() throws IOException;
    }
}
