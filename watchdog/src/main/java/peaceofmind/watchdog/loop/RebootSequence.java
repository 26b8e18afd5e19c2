package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.CLibrary;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.evidence.EvidenceCollector;

/** Reboots the device, in a thread of its own: saves evidence and logs to the disk first, each step with a timeout. */
final class RebootSequence {

    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FORCED_SYNC_TIMEOUT = Duration.ofSeconds(1);

    private final Device device;
    private final EvidenceCollector evidence;
    private final EventJournal journal;
    private final Path triggerLog;
    private final Clock clock;
    private final Consumer<String> onError;

    RebootSequence(
            Device device,
            EvidenceCollector evidence,
            EventJournal journal,
            Path triggerLog,
            Clock clock,
            Consumer<String> onError) {
        this.device = device;
        this.evidence = evidence;
        this.journal = journal;
        this.triggerLog = triggerLog;
        this.clock = clock;
        this.onError = onError;
    }

    void reboot(List<WatchedService> services, String reason) {
        start("reboot", () -> {
            services.forEach(service -> evidence.collect(service.incidentContext("reboot", reason)));
            runBounded("write " + triggerLog, STEP_TIMEOUT, () -> appendTrigger(reason));
            journal.flush(STEP_TIMEOUT);
            runBounded("sync", STEP_TIMEOUT, CLibrary::sync);
            device.reboot();
        });
    }

    void forceReboot() {
        start("force-reboot", () -> {
            runBounded("sync", FORCED_SYNC_TIMEOUT, CLibrary::sync);
            device.forceReboot();
        });
    }

    private void start(String name, RebootAction steps) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                steps.run();
            } catch (IOException failure) {
                onError.accept("the " + name + " failed: " + ErrorText.of(failure));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void appendTrigger(String reason) throws IOException {
        String entry = clock.now() + "\nReason: " + reason + "\n";
        Files.writeString(
                triggerLog,
                entry,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
    }

    /** A disk that hangs must not prevent the reboot that may fix it. */
    private void runBounded(String stepName, Duration timeout, RebootAction step) throws InterruptedException {
        Thread thread = Thread.ofPlatform().daemon().name(stepName).start(() -> {
            try {
                step.run();
            } catch (IOException problem) {
                onError.accept("before the reboot: cannot " + stepName + ": " + ErrorText.of(problem));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        if (!thread.join(timeout)) {
            onError.accept("before the reboot: \"" + stepName + "\" did not finish within " + timeout.toSeconds() + " s");
        }
    }

    private interface RebootAction {
        void run() throws IOException, InterruptedException;
    }
}
