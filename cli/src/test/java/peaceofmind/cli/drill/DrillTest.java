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
import peaceofmind.cli.drill.Result.Verdict;

class DrillTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instant AT = Instant.parse("2026-11-25T08:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void aFreezeThatIsOverInTimeKeepsThePromise() throws Exception {
        FakeStage stage = new FakeStage(Duration.ofSeconds(33));
        Result result = new ProcessDrill(stage, LIMIT).run(Scenario.FREEZE);
        assertThat(result.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(result.took().orElseThrow()).isBetween(Duration.ofSeconds(33), Duration.ofSeconds(34));
        assertThat(result.line()).contains("freeze", "kept", "101 beats in place of 100");
    }

    @Test
    void itsUndoingIsArrangedBeforeTheFault() throws Exception {
        FakeStage stage = new FakeStage(Duration.ofSeconds(33));
        new ProcessDrill(stage, LIMIT).run(Scenario.FREEZE);
        assertThat(stage.done.get(0)).isEqualTo("in 80 s: kill -CONT 100");
        assertThat(stage.done.get(1)).isEqualTo("signal 19 to 100");
    }

    @Test
    void aPromiseThatIsNotKeptIsSaidAndUndone() throws Exception {
        FakeStage stage = new FakeStage(Duration.ofDays(1));
        Result result = new ProcessDrill(stage, LIMIT).run(Scenario.FREEZE);
        assertThat(result.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(result.took()).isEmpty();
        assertThat(stage.done.getLast()).isEqualTo("signal 18 to 100");
    }

    @Test
    void whatCouldMakeARebootDueIsNotTried() throws Exception {
        FakeStage stage = new FakeStage(Duration.ofSeconds(33));
        stage.restartsLeft = 1;
        assertThat(new ProcessDrill(stage, LIMIT).run(Scenario.FREEZE).verdict())
                .isEqualTo(Verdict.NOT_TRIED);
        assertThat(stage.done).isEmpty();
    }

    @Test
    void aHangIsDeafAsLongAsItLives() throws Exception {
        FakeStage stage = new FakeStage(Duration.ofSeconds(36));
        assertThat(new ProcessDrill(stage, LIMIT).run(Scenario.HANG).verdict()).isEqualTo(Verdict.KEPT);
        assertThat(stage.done.stream().filter("signal 19 to 100"::equals).count())
                .isGreaterThan(100);
    }

    @Test
    void aKillThatTakesTooLongBreaksThePromise() throws Exception {
        Result result = new ProcessDrill(new FakeStage(Duration.ofSeconds(14)), LIMIT).run(Scenario.KILL);
        assertThat(result.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(result.took()).isPresent();
    }

    @Test
    void aNetworkThatIsCutIsNoticedAndItsReturnIsArrangedBefore() throws Exception {
        FakeStage stage = new FakeStage(Duration.ZERO);
        stage.connected = Optional.of(true);
        assertThat(new DeviceDrill(stage, LIMIT).network("eth0").verdict()).isEqualTo(Verdict.KEPT);
        assertThat(stage.done)
                .containsExactly(
                        "in 90 s: ip link set dev eth0 up", "ip link set dev eth0 down", "ip link set dev eth0 up");
    }

    @Test
    void aNetworkThatTheRecorderDoesNotWatchIsNotCut() throws Exception {
        FakeStage stage = new FakeStage(Duration.ZERO);
        Result nothingToCheck = new DeviceDrill(stage, LIMIT).network("eth0");
        assertThat(nothingToCheck.verdict()).isEqualTo(Verdict.NOT_TRIED);
        assertThat(nothingToCheck.line()).contains("recorder.network.check is empty");
        stage.connected = Optional.of(false);
        assertThat(new DeviceDrill(stage, LIMIT).network("eth0").line()).contains("has no network now");
        assertThat(stage.done).isEmpty();
    }

    @Test
    void onlySuccessMovesTheTimeOfTheLastSuccess() throws Exception {
        Path file = folder.resolve("drill/state.json");
        DrillRecord.read(file).finished(result(Verdict.KEPT, AT));
        DrillRecord.read(file).finished(result(Verdict.BROKEN, AT.plusSeconds(100)));
        DrillRecord record = DrillRecord.read(file);
        assertThat(record.json().object("last_success").orElseThrow().integer("kill"))
                .contains(AT.getEpochSecond());
        assertThat(record.json().object("last_result").orElseThrow().integer("kill"))
                .contains(0L);
        assertThat(record.json().get("running_until")).isEmpty();
    }

    @Test
    void aTornRecordIsMovedAside() throws Exception {
        Path file = Files.writeString(folder.resolve("state.json"), "{\"last");
        assertThat(DrillRecord.read(file).json().members()).isEmpty();
        assertThat(folder.resolve("state.json.corrupt-0")).exists();
    }

    @Test
    void aBootIsJudgedInTheNextBootOnly() throws Exception {
        Files.createDirectories(folder.resolve("proc/sys/kernel/random"));
        Path bootId = Files.writeString(folder.resolve("proc/sys/kernel/random/boot_id"), "one\n");
        Files.writeString(folder.resolve("proc/uptime"), "41.5 1\n");
        Path file = folder.resolve("state.json");
        FakeStage stage = new FakeStage(Duration.ZERO);
        BootDrill drill = new BootDrill(stage, folder, LIMIT);
        assertThat(drill.begin(Scenario.REBOOT, DrillRecord.read(file)).verdict())
                .isEqualTo(Verdict.GOES_ON);
        assertThat(stage.done).containsExactly("reboot");
        assertThat(drill.resume(DrillRecord.read(file))).isEmpty();
        Files.writeString(bootId, "two\n");
        Result result = drill.resume(DrillRecord.read(file)).orElseThrow();
        assertThat(result.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(result.took()).contains(Duration.ofMillis(41_500));
    }

    @Test
    void thePageSaysWhatHappenedAndEscapesIt() {
        Result result = new Result(
                Scenario.KILL,
                AT,
                Verdict.KEPT,
                Optional.of(Duration.ofSeconds(3)),
                Duration.ofSeconds(12),
                "a <b> & c");
        assertThat(DrillPage.of("gym <1>", List.of(result)))
                .contains("gym &lt;1&gt;", "a &lt;b&gt; &amp; c", "3.0 s", "12 s");
    }

    private static Result result(Verdict verdict, Instant at) {
        return new Result(Scenario.KILL, at, verdict, Optional.empty(), Duration.ofSeconds(12), "");
    }
}
