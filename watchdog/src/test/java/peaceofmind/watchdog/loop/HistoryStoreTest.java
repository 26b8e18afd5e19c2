// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.RebootBudget;

class HistoryStoreTest {

    private static final Duration UPTIME = Duration.ofHours(2);

    @TempDir
    private Path folder;

    @Test
    void aNewInstallationHasItsFullBudget() {
        HistoryStore.Loaded loaded = store().load("boot-1", UPTIME, true);
        assertThat(loaded.problem()).isEmpty();
        assertThat(refusal(loaded)).isEmpty();
    }

    @Test
    void aMissingHistoryCountsAsJustRebooted() {
        HistoryStore.Loaded loaded = store().load("boot-1", UPTIME, false);
        assertThat(loaded.problem().orElse("")).contains("is missing");
        assertThat(refusal(loaded)).isPresent();
    }

    @Test
    void aDamagedHistoryCountsAsJustRebootedAndIsKept() throws Exception {
        Files.writeString(file(), "{\"history\":");
        HistoryStore.Loaded loaded = store().load("boot-1", UPTIME, true);
        assertThat(loaded.problem().orElse("")).contains("history.json.corrupt-0");
        assertThat(refusal(loaded)).isPresent();
        assertThat(folder.resolve("history.json.corrupt-0")).exists();
    }

    @Test
    void timesInTheFutureAreCorrectedAndReported() throws Exception {
        long far = Duration.ofDays(90 * 365L).toMillis();
        Files.writeString(file(), """
                {"powered_on_ms": 360000000, "uptime_ms": 7200000, "boot_id": "boot-1", "history": {
                  "version": 1, "boot_id": "boot-1",
                  "reboots": [{"at_ms": %1$d, "reason": "from the future"}],
                  "services": {"app": {"restarts_ms": [1000, %1$d], "stopped_by_operator": false, "gave_up_at_ms": %1$d}},
                  "holds": [{"until_ms": %1$d, "by": "pat", "why": "for ever"}],
                  "totals": {"restarts": {"app": %1$d}, "reboots": 3},
                  "incidents_ms": {"app": %1$d}}}""".formatted(far));
        HistoryStore.Loaded loaded = store().load("boot-1", UPTIME, false);
        Duration poweredOn = Duration.ofHours(100);
        assertThat(loaded.problem()).isEmpty();
        assertThat(loaded.correction().orElse("")).contains("5 time(s)", "history.json");
        assertThat(loaded.history().reboots().getFirst().at()).isEqualTo(poweredOn);
        assertThat(Objects.requireNonNull(loaded.history().services().get("app"))
                        .restarts())
                .containsExactly(Duration.ofSeconds(1), poweredOn);
        assertThat(Objects.requireNonNull(loaded.history().services().get("app"))
                        .gaveUpAt())
                .contains(poweredOn);
        assertThat(loaded.history().holds().getFirst().until()).isEqualTo(poweredOn.plusDays(7));
        assertThat(loaded.history().totals().restarts()).as("a count, no time").containsEntry("app", far);
    }

    @Test
    void aBootIsNeverLongerThanAllBootsTogether() throws Exception {
        store().save(History.initial("boot-1"), Duration.ofHours(10), Duration.ofHours(50));
        HistoryStore.Loaded loaded = store().load("boot-1", Duration.ofHours(51), false);
        assertThat(loaded.poweredOn()).isEqualTo(Duration.ofHours(50));
        assertThat(loaded.correction()).isPresent();
    }

    @Test
    void anImpossibleTimeIsALostHistory() throws Exception {
        Files.writeString(file(), "{\"powered_on_ms\": 9223372036854775807, \"uptime_ms\": 1, \"boot_id\": \"b\"}");
        HistoryStore.Loaded loaded = store().load("boot-1", UPTIME, false);
        assertThat(loaded.problem().orElse("")).contains("powered_on_ms", "history.json.corrupt-0");
        assertThat(loaded.poweredOn()).isEqualTo(UPTIME);
    }

    @Test
    void poweredOnTimeContinuesAcrossWatchdogRestartsAndBoots() throws Exception {
        store().save(History.initial("boot-1"), Duration.ofHours(50), Duration.ofHours(2));
        HistoryStore.Loaded loaded = store().load("boot-1", Duration.ofHours(3), false);
        assertThat(new PoweredOnTime(loaded, "boot-1").at(Duration.ofHours(3)).poweredOn())
                .as("same boot, an hour later")
                .isEqualTo(Duration.ofHours(51));
        assertThat(new PoweredOnTime(loaded, "boot-2").at(Duration.ofHours(1)).poweredOn())
                .as("next boot, an hour after it")
                .isEqualTo(Duration.ofHours(51));
    }

    @Test
    void aFailedSaveNamesItsFile() throws Exception {
        Path inAFile = Files.writeString(folder.resolve("file"), "").resolve("history.json");
        assertThatThrownBy(() -> new HistoryStore(inAFile).save(History.initial("b"), UPTIME, UPTIME))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("history.json");
    }

    @Test
    void aSaveThatHungAndThenFailedDoesNotBreakTheNextOne() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        HistoryStore store = new HistoryStore(file(), (_, _) -> {
            if (calls.getAndIncrement() == 0) {
                awaitQuietly(hanging);
                finished.countDown();
                throw new IOException("Read-only file system");
            }
        });
        assertThatThrownBy(() -> store.save(History.initial("b"), UPTIME, UPTIME))
                .hasMessageContaining("has not finished within 3 s");
        assertThatThrownBy(() -> store.save(History.initial("b"), UPTIME, UPTIME))
                .hasMessageContaining("still hangs");
        hanging.countDown();
        finished.await();
        await().untilAsserted(() -> store.save(History.initial("b"), UPTIME, UPTIME));
        assertThat(calls).hasValue(2);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static java.util.Optional<String> refusal(HistoryStore.Loaded loaded) {
        return RebootBudget.refusal(
                DevicePolicy.defaults(), loaded.history(), new DeviceTime(UPTIME, loaded.poweredOn()));
    }

    private HistoryStore store() {
        return new HistoryStore(file());
    }

    private Path file() {
        return folder.resolve("history.json");
    }
}
