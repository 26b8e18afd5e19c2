package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThatThrownBy(() -> store.save(History.initial("b"), UPTIME, UPTIME)).hasMessageContaining("has not finished within 3 s");
        assertThatThrownBy(() -> store.save(History.initial("b"), UPTIME, UPTIME)).hasMessageContaining("still hangs");
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
