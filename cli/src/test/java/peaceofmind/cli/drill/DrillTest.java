// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.drill.DrillResult.DrillVerdict;

class DrillTest {

    private static final Duration STALE_AFTER = Duration.ofSeconds(30);
    private static final DrillLimits LIMITS = new DrillLimits(true, STALE_AFTER, Duration.ZERO);
    private static final Instant AT = Instant.parse("2026-11-25T08:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void aFreezeThatIsOverInTimePasses() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ofSeconds(33));
        DrillResult result = new ProcessDrill(device, LIMITS).run(DrillScenario.FREEZE);
        assertThat(result.verdict()).isEqualTo(DrillVerdict.PASSED);
        assertThat(result.recoveryTime().orElseThrow()).isBetween(Duration.ofSeconds(33), Duration.ofSeconds(34));
        assertThat(result.toLine()).contains("freeze", "passed", "101 took over from 100");
    }

    @Test
    void theUndoIsScheduledBeforeTheFault() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ofSeconds(33));
        new ProcessDrill(device, LIMITS).run(DrillScenario.FREEZE);
        assertThat(device.actions.get(0)).isEqualTo("in 80 s: kill -CONT 100");
        assertThat(device.actions.get(1)).isEqualTo("signal 19 to 100");
    }

    @Test
    void aDrillWithoutRecoveryFailsAndIsUndone() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ofDays(1));
        DrillResult result = new ProcessDrill(device, LIMITS).run(DrillScenario.FREEZE);
        assertThat(result.verdict()).isEqualTo(DrillVerdict.FAILED);
        assertThat(result.recoveryTime()).isEmpty();
        assertThat(device.actions.getLast()).isEqualTo("signal 18 to 100");
    }

    @Test
    void aDrillThatCouldTriggerARebootIsNotTried() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ofSeconds(33));
        device.restartsLeft = 1;
        assertThat(new ProcessDrill(device, LIMITS).run(DrillScenario.FREEZE).verdict())
                .isEqualTo(DrillVerdict.NOT_TRIED);
        assertThat(device.actions).isEmpty();
    }

    @Test
    void aHungProcessIsFrozenAgainAsLongAsItLives() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ofSeconds(36));
        assertThat(new ProcessDrill(device, LIMITS).run(DrillScenario.HANG).verdict())
                .isEqualTo(DrillVerdict.PASSED);
        assertThat(device.actions.stream().filter("signal 19 to 100"::equals).count())
                .isGreaterThan(100);
    }

    @Test
    void aKillThatTakesTooLongFails() throws Exception {
        DrillResult result =
                new ProcessDrill(new FakeDeviceUnderTest(Duration.ofSeconds(14)), LIMITS).run(DrillScenario.KILL);
        assertThat(result.verdict()).isEqualTo(DrillVerdict.FAILED);
        assertThat(result.recoveryTime()).isPresent();
    }

    @Test
    void aProcessThatTheWatchdogKnowsHasRecoveredOnceAProbeHasReachedIt() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ofSeconds(33));
        device.probeDelay = Optional.of(Duration.ofSeconds(6));
        DrillLimits limits = new DrillLimits(false, STALE_AFTER, Duration.ofSeconds(10));
        DrillResult result = new ProcessDrill(device, limits).run(DrillScenario.FREEZE);
        assertThat(result.verdict()).isEqualTo(DrillVerdict.PASSED);
        assertThat(result.maxRecoveryTime()).isEqualTo(Duration.ofSeconds(50));
        assertThat(result.recoveryTime().orElseThrow()).isBetween(Duration.ofSeconds(39), Duration.ofSeconds(40));
    }

    @Test
    void aFaultThatNobodyNoticesIsReportedAsSuch() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ofDays(1));
        device.probeDelay = Optional.of(Duration.ZERO);
        device.isUnnoticed = true;
        DrillResult result = new ProcessDrill(device, LIMITS).run(DrillScenario.FREEZE);
        assertThat(result.verdict()).isEqualTo(DrillVerdict.FAILED);
        assertThat(result.message()).contains("what watches it does not notice this fault");
        assertThat(device.actions.getLast()).isEqualTo("signal 18 to 100");
    }

    @Test
    void onlyThePackagedRecordersUnitIsKnownToStartItSoon() {
        DrillLimits other = new DrillLimits(false, STALE_AFTER, Duration.ZERO);
        assertThat(LIMITS.maxRecoveryTime(DrillScenario.KILL)).isEqualTo(Duration.ofSeconds(12));
        assertThat(other.maxRecoveryTime(DrillScenario.KILL)).isEqualTo(Duration.ofSeconds(40));
        assertThat(other.maxRecoveryTime(DrillScenario.HANG)).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void theDrillOfAnotherServiceDoesNotCountForTheFirst() throws Exception {
        Path file = folder.resolve("drill/state.json");
        DrillRecord.read(file).markFinished(result(DrillVerdict.PASSED, AT), Optional.of("web"));
        assertThat(DrillRecord.read(file)
                        .json()
                        .object("last_success")
                        .orElseThrow()
                        .members())
                .containsOnlyKeys("web/kill");
    }

    @Test
    void aNetworkCutIsNoticedAndItsUndoIsScheduledFirst() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ZERO);
        device.connected = Optional.of(true);
        assertThat(new DeviceDrill(device, STALE_AFTER).network("eth0").verdict())
                .isEqualTo(DrillVerdict.PASSED);
        assertThat(device.actions)
                .containsExactly(
                        "in 90 s: ip link set dev eth0 up", "ip link set dev eth0 down", "ip link set dev eth0 up");
    }

    @Test
    void aNetworkThatTheRecorderDoesNotCheckIsNotCut() throws Exception {
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ZERO);
        DrillResult nothingToCheck = new DeviceDrill(device, STALE_AFTER).network("eth0");
        assertThat(nothingToCheck.verdict()).isEqualTo(DrillVerdict.NOT_APPLICABLE);
        assertThat(nothingToCheck.toLine()).contains("recorder.network.check is empty");
        device.connected = Optional.of(false);
        assertThat(new DeviceDrill(device, STALE_AFTER).network("eth0").toLine())
                .contains("has no network now");
        assertThat(device.actions).isEmpty();
    }

    @Test
    void onlySuccessMovesTheTimeOfTheLastSuccess() throws Exception {
        Path file = folder.resolve("drill/state.json");
        DrillRecord.read(file).markFinished(result(DrillVerdict.PASSED, AT), Optional.empty());
        DrillRecord.read(file).markFinished(result(DrillVerdict.FAILED, AT.plusSeconds(100)), Optional.empty());
        DrillRecord record = DrillRecord.read(file);
        assertThat(record.json().object("last_success").orElseThrow().integer("kill"))
                .contains(AT.getEpochSecond());
        assertThat(record.json().object("last_result").orElseThrow().integer("kill"))
                .contains(0L);
        assertThat(record.json().get("running_until")).isEmpty();
    }

    @Test
    void aTruncatedRecordIsMovedAside() throws Exception {
        Path file = Files.writeString(folder.resolve("state.json"), "{\"last");
        assertThat(DrillRecord.read(file).json().members()).isEmpty();
        assertThat(folder.resolve("state.json.corrupt-0")).exists();
    }

    @Test
    void aBootIsEvaluatedInTheNextBootOnly() throws Exception {
        Files.createDirectories(folder.resolve("proc/sys/kernel/random"));
        Path bootId = Files.writeString(folder.resolve("proc/sys/kernel/random/boot_id"), "one\n");
        Files.writeString(folder.resolve("proc/uptime"), "41.5 1\n");
        Path file = folder.resolve("state.json");
        FakeDeviceUnderTest device = new FakeDeviceUnderTest(Duration.ZERO);
        BootDrill drill = new BootDrill(device, folder, LIMITS);
        assertThat(drill.start(DrillScenario.REBOOT, DrillRecord.read(file)).verdict())
                .isEqualTo(DrillVerdict.PENDING);
        assertThat(device.actions).containsExactly("reboot");
        assertThat(drill.resume(DrillRecord.read(file))).isEmpty();
        Files.writeString(bootId, "two\n");
        DrillResult result = drill.resume(DrillRecord.read(file)).orElseThrow();
        assertThat(result.verdict()).isEqualTo(DrillVerdict.PASSED);
        assertThat(result.recoveryTime()).contains(Duration.ofMillis(41_500));
    }

    @Test
    void thePageSaysWhatHappenedAndEscapesIt() {
        DrillResult result = new DrillResult(
                DrillScenario.KILL,
                AT,
                DrillVerdict.PASSED,
                Optional.of(Duration.ofSeconds(3)),
                Duration.ofSeconds(12),
                "a <b> & c");
        assertThat(DrillPage.of("gym <1>", List.of(result)))
                .contains("gym &lt;1&gt;", "a &lt;b&gt; &amp; c", "3.0 s", "12 s");
    }

    private static DrillResult result(DrillVerdict verdict, Instant startedAt) {
        return new DrillResult(DrillScenario.KILL, startedAt, verdict, Optional.empty(), Duration.ofSeconds(12), "");
    }
}
