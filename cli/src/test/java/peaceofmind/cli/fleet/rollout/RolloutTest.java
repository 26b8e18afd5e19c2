// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.fleet.rollout.FleetHealth.Condition;
import peaceofmind.cli.fleet.rollout.FleetHealth.Observation;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.testkit.FakeClock;

class RolloutTest {

    private static final Duration VERIFY_FOR = Duration.ofMinutes(5);
    private static final String SHRINKING = "Less than 10 GB free.";

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, RemoteShell.Result> results = new HashMap<>();
    private final Map<String, Condition> conditions = new HashMap<>();

    /** Of a device after its command. */
    private final Map<String, Observation> afterwards = new HashMap<>();

    private final Map<String, Instant> changedAt = new ConcurrentHashMap<>();
    private boolean serverIsAway;

    @Test
    void oneCanaryThenTenPercentThenTheRestWithinTheLimit() throws Exception {
        assertThat(run(devices(30, 1), limits(1, 10, 10))).isEmpty();
        assertThat(batches()).containsExactly(1, 2, 10, 10, 7);
        assertThat(ran).startsWith("gym-00").hasSize(30).doesNotHaveDuplicates();
        assertThat(steps()).containsOnly(RolloutStep.VERIFIED);
        assertThat(Duration.between(Instant.parse("2026-11-24T08:00:00Z"), clock.now()))
                .isEqualTo(VERIFY_FOR.multipliedBy(5));
    }

    @Test
    void theLimitOfOneCustomerHoldsUntilItsDevicesAreVerified() throws Exception {
        assertThat(run(devices(12, 6), limits(1, 10, 1))).isEmpty();
        assertThat(batches()).containsExactly(1, 1, 2, 2, 2, 2, 1, 1);
    }

    @Test
    void aFailedCommandStopsItAndWhatIsLeftIsUntouched() throws Exception {
        results.put("gym-01", new RemoteShell.Exited(3, "first\nno space left\n"));
        assertThat(run(devices(30, 1), limits(1, 10, 10))).contains("the command failed on gym-01");
        assertThat(ran).containsExactlyInAnyOrder("gym-00", "gym-01", "gym-02");
        assertThat(device("gym-01").step()).isEqualTo(RolloutStep.FAILED);
        assertThat(device("gym-01").detail()).isEqualTo("exit code 3: no space left");
        assertThat(device("gym-02").step())
                .as("changed, and nobody has verified it")
                .isEqualTo(RolloutStep.SUCCEEDED);
        assertThat(device("gym-03").step()).isEqualTo(RolloutStep.PENDING);
    }

    @Test
    void aNewFindingThatLastsStopsItBeforeTheTimeIsOver() throws Exception {
        afterwards.put("gym-00", new Observation(Condition.DEGRADED, Optional.of(clock.now()), List.of(SHRINKING)));
        assertThat(run(devices(30, 1), limits(1, 10, 10))).contains("not well after the command: gym-00");
        assertThat(ran).containsExactly("gym-00");
        assertThat(device("gym-00").detail()).isEqualTo("after the command: " + SHRINKING);
        assertThat(clock.now()).isBefore(Instant.parse("2026-11-24T08:00:00Z").plus(VERIFY_FOR));
    }

    @Test
    void aProgramThatIsDownForAMomentIsNoFailure() throws Exception {
        Instant start = clock.now();
        RolloutJournal journal = journal(devices(1, 1));
        FleetHealth restarting = () -> {
            boolean isRestarting = !ran.isEmpty() && clock.now().isBefore(start.plusSeconds(60));
            return Map.of(
                    "gym-00",
                    new Observation(
                            isRestarting ? Condition.DOWN : Condition.WELL,
                            Optional.of(clock.now().plusSeconds(1)),
                            isRestarting ? List.of("The watched program is not up.") : List.of()));
        };
        try (journal) {
            assertThat(new Rollout(journal, limits(1, 1, 1), this::execute, restarting, clock, lines::add).run())
                    .isEmpty();
        }
        assertThat(device("gym-00").step()).isEqualTo(RolloutStep.VERIFIED);
    }

    @Test
    void whatNeededAttentionBeforeIsNoFailure() throws Exception {
        conditions.put("gym-00", Condition.DEGRADED);
        assertThat(run(devices(2, 1), limits(1, 1, 1))).isEmpty();
        assertThat(steps()).containsOnly(RolloutStep.VERIFIED);
    }

    @Test
    void aDeviceThatIsSilentSinceItsCommandHasFailed() throws Exception {
        afterwards.put(
                "gym-00",
                new Observation(Condition.WELL, Optional.of(clock.now().minusSeconds(1)), List.of()));
        assertThat(run(devices(2, 1), limits(1, 1, 1))).contains("not well after the command: gym-00");
        assertThat(device("gym-00").detail()).contains("nothing has come from it since the command");
        assertThat(ran).containsExactly("gym-00");
    }

    @Test
    void anAwayDeviceIsDeferredAndIsNoCanary() throws Exception {
        conditions.put("gym-00", Condition.AWAY);
        results.put("gym-01", new RemoteShell.NotReached("Connection timed out"));
        assertThat(run(devices(4, 1), limits(1, 10, 10))).isEmpty();
        assertThat(batches()).as("each canary alone").containsExactly(1, 1);
        assertThat(ran).containsExactly("gym-01", "gym-02", "gym-03");
        assertThat(steps())
                .containsExactly(
                        RolloutStep.DEFERRED, RolloutStep.DEFERRED, RolloutStep.VERIFIED, RolloutStep.VERIFIED);
        assertThat(device("gym-01").detail()).isEqualTo("Connection timed out");

        conditions.clear();
        results.clear();
        ran.clear();
        assertThat(resume(false)).as("when they are back").isEmpty();
        assertThat(ran).containsExactlyInAnyOrder("gym-00", "gym-01");
        assertThat(steps()).containsOnly(RolloutStep.VERIFIED);
    }

    @Test
    void aLostConnectionStopsItAndIsRepeatedOnlyWhenAskedFor() throws Exception {
        results.put("gym-00", new RemoteShell.Lost("the connection was lost"));
        assertThat(run(devices(2, 1), limits(1, 1, 1))).contains("the result is not known of gym-00");
        results.clear();
        ran.clear();
        assertThat(resume(false)).isEmpty();
        assertThat(ran).containsExactly("gym-01");
        assertThat(device("gym-00").step()).isEqualTo(RolloutStep.STARTED);
        assertThat(resume(true)).isEmpty();
        assertThat(ran).containsExactly("gym-01", "gym-00");
        assertThat(steps()).containsOnly(RolloutStep.VERIFIED);
    }

    @Test
    void aProcessThatEndsMeanwhileLeavesItsDevicesAsStarted() throws Exception {
        RolloutJournal journal = journal(devices(1, 1));
        try (journal) {
            new Rollout(
                            journal,
                            limits(1, 1, 1),
                            (device, command) -> {
                                assertThat(fileContent()).contains("\"step\": \"started\"");
                                return execute(device, command);
                            },
                            this::read,
                            clock,
                            lines::add)
                    .run();
        }
        assertThat(device("gym-00").step()).isEqualTo(RolloutStep.VERIFIED);
    }

    @Test
    void withoutTheServerNothingIsVerifiedAndResumingDoesSoWithoutRunningItAgain() throws Exception {
        results.put("gym-00", new RemoteShell.Exited(0, ""));
        RolloutJournal journal = journal(devices(1, 1));
        try (journal) {
            Optional<String> stopped = new Rollout(
                            journal,
                            limits(1, 1, 1),
                            (device, command) -> {
                                serverIsAway = true;
                                return execute(device, command);
                            },
                            this::read,
                            clock,
                            lines::add)
                    .run();
            assertThat(stopped).contains("cannot verify: http://server does not respond.");
        }
        assertThat(device("gym-00").step()).isEqualTo(RolloutStep.SUCCEEDED);
        serverIsAway = false;
        assertThat(resume(false)).isEmpty();
        assertThat(ran).containsExactly("gym-00");
        assertThat(device("gym-00").step()).isEqualTo(RolloutStep.VERIFIED);
    }

    @Test
    void withoutAVerificationItSaysThatOnlyTheExitCodeCounted() throws Exception {
        RolloutJournal journal = journal(devices(1, 1));
        try (journal) {
            assertThat(new Rollout(
                                    journal,
                                    new RolloutLimits(1, 1, 1, Duration.ZERO),
                                    this::execute,
                                    this::read,
                                    clock,
                                    lines::add)
                            .run())
                    .isEmpty();
        }
        assertThat(device("gym-00").detail()).isEqualTo("by the exit code only");
    }

    @Test
    void aDamagedJournalIsExplainedAndLeftAlone() throws Exception {
        Files.writeString(file(), "{\"devices\": [{\"name\": \"gym\", \"step\": \"flying\"}]}");
        assertThatThrownBy(() -> RolloutJournal.open(file()).close())
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("is damaged");
        assertThat(fileContent()).contains("flying");
    }

    private static RolloutLimits limits(int canaries, int atOnce, int perCustomer) {
        return new RolloutLimits(canaries, atOnce, perCustomer, VERIFY_FOR);
    }

    /** @param perCustomer how many devices each customer has */
    private List<RolloutDevice> devices(int count, int perCustomer) {
        return IntStream.range(0, count)
                .mapToObj(number -> RolloutDevice.pending(
                        "gym-%02d".formatted(number), "customer-" + number / perCustomer, false, clock.now()))
                .toList();
    }

    private Path file() {
        return folder.resolve("rollout.json");
    }

    private String fileContent() {
        try {
            return Files.readString(file());
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private RolloutJournal journal(List<RolloutDevice> devices) throws Exception {
        RolloutJournal journal = RolloutJournal.open(file());
        journal.start(List.of("peace", "update"), devices);
        return journal;
    }

    private Optional<String> run(List<RolloutDevice> devices, RolloutLimits limits) throws Exception {
        try (RolloutJournal journal = journal(devices)) {
            return new Rollout(journal, limits, this::execute, this::read, clock, lines::add).run();
        }
    }

    /** As another process does. */
    private Optional<String> resume(boolean repeat) throws Exception {
        try (RolloutJournal journal = RolloutJournal.open(file())) {
            assertThat(journal.command()).containsExactly("peace", "update");
            journal.retry(clock.now());
            if (repeat) {
                journal.repeatStarted(clock.now());
            }
            return new Rollout(journal, limits(1, 10, 10), this::execute, this::read, clock, lines::add).run();
        }
    }

    private RolloutDevice device(String name) throws Exception {
        try (RolloutJournal journal = RolloutJournal.open(file())) {
            return journal.devices().stream()
                    .filter(device -> device.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<RolloutStep> steps() throws Exception {
        try (RolloutJournal journal = RolloutJournal.open(file())) {
            return journal.devices().stream().map(RolloutDevice::step).toList();
        }
    }

    /** Sizes of the batches that were verified. */
    private List<Integer> batches() {
        return lines.stream()
                .filter(line -> line.startsWith("Verifying "))
                .map(line -> line.split(",", -1).length)
                .toList();
    }

    private RemoteShell.Result execute(String device, List<String> command) {
        assertThat(command).containsExactly("peace", "update");
        ran.add(device);
        changedAt.put(device, clock.now());
        return results.getOrDefault(device, new RemoteShell.Exited(0, ""));
    }

    private Map<String, Observation> read() throws CommandFailedException {
        if (serverIsAway) {
            throw new CommandFailedException("http://server does not respond.");
        }
        Map<String, Observation> observations = new HashMap<>();
        for (int number = 0; number < 30; number++) {
            String name = "gym-%02d".formatted(number);
            Condition condition = conditions.getOrDefault(name, Condition.WELL);
            List<String> findings = condition == Condition.WELL ? List.of() : List.of(SHRINKING);
            Observation usual =
                    new Observation(condition, Optional.of(clock.now().plusMillis(1)), findings);
            Optional<Observation> changed =
                    Optional.ofNullable(afterwards.get(name)).filter(_ -> changedAt.containsKey(name));
            observations.put(name, changed.map(this::reported).orElse(usual));
        }
        return observations;
    }

    /** A device that needs attention keeps reporting. */
    private Observation reported(Observation observation) {
        return observation.condition() == Condition.WELL
                ? observation
                : new Observation(
                        observation.condition(), Optional.of(clock.now().plusMillis(1)), observation.findings());
    }
}
