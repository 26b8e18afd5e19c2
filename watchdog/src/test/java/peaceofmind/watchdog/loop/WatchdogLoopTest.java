package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.log.Log;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.control.Requests;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.Event;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.policy.Answer;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Policy;

/** The real loop and the real sequence of a reboot, on a device that only writes down what it is asked for. */
class WatchdogLoopTest {

    private static final Duration UPTIME = Duration.ofHours(2);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final FakeDevice device = new FakeDevice();
    private final Requests requests = new Requests();
    private final Feeding feeding = new Feeding(ServiceNotifier.fromEnvironment(Map.of(), 1));
    private volatile boolean diskRefuses;
    private EventJournal journal;
    private WatchdogLoop loop;

    /** Takes every order and follows none. */
    private final class FakeDevice implements Device {
        private final long booted = clock.nanoTime();
        private final List<String> asked = new CopyOnWriteArrayList<>();

        @Override
        public String bootId() {
            return "boot-1";
        }

        @Override
        public Duration uptime() {
            return UPTIME.plusNanos(clock.nanoTime() - booted);
        }

        @Override
        public void reboot() {
            asked.add("reboot");
        }

        @Override
        public void forceReboot() {
            asked.add("force");
        }
    }

    @BeforeEach
    void putTogether() throws IOException {
        journal = EventJournal.open(folder.resolve("events.log"), 100_000, clock);
        EvidenceCollector evidence = EvidenceCollector.standard(folder.resolve("evidence"), clock);
        RebootSequence reboots =
                new RebootSequence(device, evidence, journal, folder.resolve("reboot_trigger.log"), clock, _ -> {});
        HistoryStore store = new HistoryStore(folder.resolve("history.json"), (file, text) -> {
            if (diskRefuses) {
                throw new IOException("Read-only file system");
            }
            Files.writeString(file, text);
        });
        Log log = Log.to(new PrintStream(OutputStream.nullOutputStream()), clock);
        loop = new WatchdogLoop(
                clock,
                new Policy(DevicePolicy.standard(), List.of(), false),
                device,
                List.of(),
                new WatchdogLoop.LoopParts(requests, new ActionRunner(evidence), reboots, store, journal, feeding, log),
                new HistoryStore.Loaded(History.fresh("boot-1"), UPTIME, UPTIME, "boot-1", java.util.Optional.empty()));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void aRebootThatNothingFollowsIsForcedAfterAMinuteAndAfterAnotherNobodyIsToldThatTheLoopTurns() throws Exception {
        assertThat(askForReboot(false).accepted()).isTrue();
        awaitAsked("reboot");
        assertThat(folder.resolve("reboot_trigger.log")).content().contains("asked for by pat");
        pass(59);
        assertThat(device.asked).containsExactly("reboot");
        pass(1);
        awaitAsked("reboot", "force");
        pass(59);
        assertThat(feeding.isFeeding()).isTrue();
        pass(1);
        assertThat(feeding.isFeeding()).isFalse();
        pass(299);
        assertThat(feeding.isFeeding()).isFalse();
        pass(1);
        assertThat(feeding.isFeeding()).as("nobody rebooted it: it goes on").isTrue();
        assertThat(device.asked).containsExactly("reboot", "force");
    }

    @Test
    void aPersonsRebootIsDoneAlsoWhenItsCountCannotBeSaved() throws Exception {
        diskRefuses = true;
        assertThat(askForReboot(false).accepted()).isTrue();
        awaitAsked("reboot");
    }

    @Test
    void aProgramsRebootThatCannotBeCountedIsRefusedTruthfully() throws Exception {
        diskRefuses = true;
        Answer answer = askForReboot(true);
        assertThat(answer.accepted()).isFalse();
        assertThat(answer.message()).contains("its count cannot be saved", "Read-only file system");
        assertThat(journal.after(-1, 10)).extracting(Event::kind).contains(EventKind.REFUSED);
        pass(70);
        assertThat(device.asked).isEmpty();
    }

    private Answer askForReboot(boolean budgeted) throws Exception {
        CompletableFuture<Answer> answer = requests.submit(id -> new OperatorRequest.RebootDevice(id, "pat", budgeted));
        loop.look();
        return answer.getNow(new Answer(0, false, "no answer"));
    }

    private void pass(int seconds) throws InterruptedException {
        for (int second = 0; second < seconds; second++) {
            clock.advance(Duration.ofSeconds(1));
            loop.look();
        }
    }

    private void awaitAsked(String... expected) {
        await().atMost(Duration.ofSeconds(30)).until(() -> device.asked.equals(List.of(expected)));
    }
}
