package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.CLibrary;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.evidence.EvidenceCollector;

/** What is done around a reboot, in a thread of its own: everything that is known goes to the disk first, each step bounded. */
final class RebootSequence {

    private static final Duration STEP_LIMIT = Duration.ofSeconds(5);
    private static final Duration SHORT_LIMIT = Duration.ofSeconds(1);

    private final Device device;
    private final EvidenceCollector evidence;
    private final EventJournal journal;
    private final Path triggerLog;
    private final Clock clock;
    private final Consumer<String> problems;

    RebootSequence(
            Device device,
            EvidenceCollector evidence,
            EventJournal journal,
            Path triggerLog,
            Clock clock,
            Consumer<String> problems) {
        this.device = device;
        this.evidence = evidence;
        this.journal = journal;
        this.triggerLog = triggerLog;
        this.clock = clock;
        this.problems = problems;
    }

    void reboot(List<WatchedService> services, String reason) {
        start("reboot", () -> {
            services.forEach(service -> evidence.collect(service.incident("reboot", reason)));
            bounded("write " + triggerLog, STEP_LIMIT, () -> appendTrigger(reason));
            journal.flush(STEP_LIMIT);
            bounded("sync", STEP_LIMIT, CLibrary::sync);
            device.reboot();
        });
    }

    void forceReboot() {
        start("force-reboot", () -> {
            bounded("sync", SHORT_LIMIT, CLibrary::sync);
            device.forceReboot();
        });
    }

    private void start(String name, Step steps) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                steps.run();
            } catch (IOException refused) {
                problems.accept("the " + name + " was not carried out: " + refused.getMessage());
            } catch (InterruptedException ending) {
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

    /** A disk that hangs must not keep the device from the reboot that may cure it. */
    private void bounded(String what, Duration limit, Step step) throws InterruptedException {
        Thread thread = Thread.ofPlatform().daemon().name(what).start(() -> {
            try {
                step.run();
            } catch (IOException problem) {
                problems.accept("before the reboot: " + problem.getMessage());
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        });
        if (!thread.join(limit)) {
            problems.accept("before the reboot: \"" + what + "\" did not end within " + limit.toSeconds() + " s");
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }
}
