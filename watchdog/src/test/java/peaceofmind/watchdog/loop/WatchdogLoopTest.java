// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

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
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.log.Log;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.control.RequestQueue;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.network.NetworkRepairs;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.OperatorReply;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Policy;

/** The real loop and reboot sequence, with a device that only records its calls. */
class WatchdogLoopTest {

    private static final Duration UPTIME = Duration.ofHours(2);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final FakeDevice device = new FakeDevice();
    private final RequestQueue requestQueue = new RequestQueue();
    private final SystemdKeepAlive keepAlive = new SystemdKeepAlive(ServiceNotifier.fromEnvironment(Map.of(), 1));
    private volatile boolean diskFails;
    private EventJournal journal;
    private WatchdogLoop loop;

    /** Accepts every order and executes none. */
    private final class FakeDevice implements Device {
        private final long bootedAtNanos = clock.nanoTime();
        private final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public String bootId() {
            return "boot-1";
        }

        @Override
        public Duration uptime() {
            return UPTIME.plusNanos(clock.nanoTime() - bootedAtNanos);
        }

        @Override
        public void reboot() {
            calls.add("reboot");
        }

        @Override
        public void forceReboot() {
            calls.add("force");
        }

        @Override
        public void leaveToSupervisor() {
            calls.add("leave to supervisor");
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        journal = EventJournal.open(folder.resolve("events.log"), 100_000, clock);
        EvidenceCollector evidence = EvidenceCollector.withAllSources(folder.resolve("evidence"), clock);
        RebootSequence reboots =
                RebootSequence.start(device, evidence, journal, folder.resolve("reboot_trigger.log"), clock, _ -> {});
        HistoryStore store = new HistoryStore(folder.resolve("history.json"), (file, text) -> {
            if (diskFails) {
                throw new IOException("Read-only file system");
            }
            Files.writeString(file, text);
        });
        Log log = Log.to(new PrintStream(OutputStream.nullOutputStream()), clock);
        NetworkRepairs network = NetworkRepairs.bySystemd(NetworkPolicy.of(false, false), evidence, clock);
        loop = new WatchdogLoop(
                clock,
                new Policy(DevicePolicy.defaults(), List.of(), false),
                device,
                List.of(),
                new WatchdogLoop.LoopParts(
                        requestQueue, new ActionRunner(evidence), reboots, store, journal, keepAlive, network, log),
                new HistoryStore.Loaded(
                        History.initial("boot-1"), UPTIME, UPTIME, "boot-1", java.util.Optional.empty()));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void aRebootThatDoesNotHappenIsForcedAfterAMinuteAndLeftToSystemdAfterAnother() throws Exception {
        assertThat(requestReboot(false).accepted()).isTrue();
        awaitCalls("reboot");
        assertThat(folder.resolve("reboot_trigger.log")).content().contains("asked for by pat");
        advance(59);
        assertThat(device.calls).containsExactly("reboot");
        advance(1);
        awaitCalls("reboot", "force");
        advance(59);
        assertThat(keepAlive.isActive()).isTrue();
        advance(1);
        assertThat(keepAlive.isActive()).isFalse();
        awaitCalls("reboot", "force", "leave to supervisor");
        advance(299);
        assertThat(keepAlive.isActive()).isFalse();
        advance(1);
        assertThat(keepAlive.isActive())
                .as("nothing rebooted it: keep-alives resume")
                .isTrue();
        assertThat(device.calls).containsExactly("reboot", "force", "leave to supervisor");
    }

    @Test
    void anOperatorsRebootIsDoneEvenIfItsCountCannotBeSaved() throws Exception {
        diskFails = true;
        assertThat(requestReboot(false).accepted()).isTrue();
        awaitCalls("reboot");
    }

    @Test
    void aProgramsRebootIsRefusedIfItsCountCannotBeSaved() throws Exception {
        diskFails = true;
        OperatorReply reply = requestReboot(true);
        assertThat(reply.accepted()).isFalse();
        assertThat(reply.message()).contains("its count cannot be saved", "Read-only file system");
        assertThat(journal.after(-1, 10)).extracting(Event::kind).contains(EventKind.REBOOT_ABANDONED);
        advance(70);
        assertThat(device.calls).isEmpty();
    }

    @Test
    void aRefusedRebootIsNotCounted() throws Exception {
        diskFails = true;
        for (int number = 0; number < 10; number++) {
            assertThat(requestReboot(true).message()).contains("its count cannot be saved");
        }
        diskFails = false;
        assertThat(requestReboot(true).accepted()).isTrue();
        awaitCalls("reboot");
    }

    private OperatorReply requestReboot(boolean budgeted) throws Exception {
        CompletableFuture<OperatorReply> reply =
                requestQueue.submit(id -> new OperatorRequest.RebootDevice(id, "pat", budgeted));
        loop.tick();
        return reply.getNow(new OperatorReply(0, false, "no answer"));
    }

    private void advance(int seconds) throws InterruptedException {
        for (int second = 0; second < seconds; second++) {
            clock.advance(Duration.ofSeconds(1));
            loop.tick();
        }
    }

    private void awaitCalls(String... expected) {
        await().until(() -> device.calls.equals(List.of(expected)));
    }
}
