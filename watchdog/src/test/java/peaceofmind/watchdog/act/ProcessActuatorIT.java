// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.ProcessStat;
import peaceofmind.watchdog.policy.UnitState;

class ProcessActuatorIT extends ActuatorContract {

    private static final int SIGKILL = 9;

    private int services;
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    Actuator startActuator(String shellCommand) throws IOException {
        Files.writeString(script(), shellCommand);
        // A new service: no process to adopt, and nobody has stopped it.
        return actuator("new-service-" + ++services + ".json", "boot-1", true);
    }

    @Override
    void stabilizeService() throws IOException {
        Files.writeString(script(), RUNS_UNTIL_STOPPED);
    }

    @Test
    void aProcessThatDiesIsStartedAgainWithinSeconds() throws Exception {
        Actuator actuator = startActuator(RUNS_UNTIL_STOPPED);
        try (actuator) {
            long first = awaitProcess(actuator);
            CLibrary.kill(first, SIGKILL);
            await().until(() -> actuator.readStatus().mainPid().orElse(first) != first);
        }
    }

    @Test
    void childrenAreKilledWithTheirProcess() throws Exception {
        Path childPid = folder.resolve("child");
        Actuator actuator = startActuator("sleep 1000 & echo $! > " + childPid + "; wait");
        try (actuator) {
            awaitProcess(actuator);
            await().until(() -> Files.exists(childPid) && Files.size(childPid) > 0);
            long child = Long.parseLong(Files.readString(childPid).strip());
            actuator.restart(RestartMode.KILL, TIMEOUT);
            await().until(() -> !isAlive(child));
        }
    }

    @Test
    void childrenInSessionsOfTheirOwnAreKilledWithTheirProcess() throws Exception {
        Path childPid = folder.resolve("child");
        Files.writeString(script(), "setsid sh -c 'echo $$ > " + childPid + "; exec sleep 1000' & exec sleep 1000");
        try (Actuator actuator = actuator("boot-1", true)) {
            long process = awaitProcess(actuator);
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(childPid) && Files.size(childPid) > 0);
            long child = Long.parseLong(Files.readString(childPid).strip());
            CLibrary.kill(process, SIGKILL);
            await().atMost(Duration.ofSeconds(60)).until(() -> !isAlive(child));
        }
    }

    @Test
    void aRestartedWatchdogAdoptsTheProcessInsteadOfStartingASecondOne() throws Exception {
        Files.writeString(script(), RUNS_UNTIL_STOPPED);
        Actuator first = actuator("boot-1", false);
        long process = awaitProcess(first);
        first.close();
        assertThat(isAlive(process)).as("it keeps running without the watchdog").isTrue();
        try (Actuator second = actuator("boot-1", true)) {
            assertThat(second.readStatus().mainPid()).hasValue(process);
        }
        assertThat(isAlive(process))
                .as("stopped with the watchdog, as configured")
                .isFalse();
    }

    @Test
    void anOperatorsStopOutlivesTheWatchdogButNotTheBoot() throws Exception {
        Files.writeString(script(), RUNS_UNTIL_STOPPED);
        try (Actuator first = actuator("boot-1", true)) {
            awaitProcess(first);
            first.stop(TIMEOUT);
        }
        try (Actuator second = actuator("boot-1", true)) {
            await().during(Duration.ofSeconds(2))
                    .until(() -> second.readStatus().state() == UnitState.STOPPED);
        }
        try (Actuator nextBoot = actuator("boot-2", true)) {
            awaitProcess(nextBoot);
        }
    }

    @Test
    void aProcessIsFoundAndAdoptedThoughTheMemoryOfItIsDamagedOrLost() throws Exception {
        Files.writeString(script(), RUNS_UNTIL_STOPPED);
        Actuator first = actuator("boot-1", false);
        long process = awaitProcess(first);
        first.close();
        Files.writeString(folder.resolve("state.json"), "{\"pid\":");
        Actuator second = actuator("boot-1", false);
        assertThat(second.readStatus().mainPid()).as("damaged").hasValue(process);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("state.json.corrupt-0", "process " + process + " was found");
        second.close();
        try (Actuator third = actuator("boot-1", true)) {
            assertThat(third.readStatus().mainPid()).as("lost").hasValue(process);
        }
        assertThat(isAlive(process)).isFalse();
    }

    /** Like a C program whose main thread calls pthread_exit: the kernel shows its process as a zombie, and it works. */
    @Test
    void aProgramWhoseFirstThreadEndedIsAdoptedAndNotStartedASecondTime() throws Exception {
        int exitOfOneThread = System.getProperty("os.arch").equals("amd64") ? 60 : 93;
        Files.writeString(
                script(),
                "exec perl -e 'use threads; threads->create(sub { sleep 1000 })->detach; syscall(" + exitOfOneThread
                        + ", 0)'");
        Actuator first = actuator("boot-1", false);
        long process = awaitProcess(first);
        await().until(() -> state(process) == 'Z');
        first.close();
        try (Actuator second = actuator("boot-1", false)) {
            assertThat(second.readStatus().mainPid()).as("remembered").hasValue(process);
        }
        Files.delete(folder.resolve("state.json"));
        try (Actuator third = actuator("boot-1", true)) {
            assertThat(third.readStatus().mainPid()).as("found").hasValue(process);
        }
        await().until(() -> !isAlive(process));
    }

    private static char state(long process) {
        return ProcessStat.read(Path.of("/proc"), process)
                .map(ProcessStat::state)
                .orElse('X');
    }

    @Test
    void anOutputThatCannotBeWrittenCostsTheOutputAlone() throws Exception {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        SupervisedProcess service = SupervisedProcess.withDefaults(
                "app",
                List.of("sleep", "600"),
                notAFolder.resolve("app.out"),
                folder.resolve("app.json"),
                "boot-1",
                true);
        try (Actuator actuator = ProcessActuator.start(service, Clock.system(), warnings::add)) {
            awaitProcess(actuator);
            assertThat(actuator.readStatus().detail()).contains("its output is lost");
        }
    }

    @Test
    void aCommandThatDoesNotExistIsReportedAndHitsTheStartLimit() throws Exception {
        SupervisedProcess missing = new SupervisedProcess(
                "app",
                List.of("/nonexistent/program"),
                folder.resolve("missing.out"),
                folder.resolve("missing.json"),
                "boot-1",
                Duration.ofMillis(50),
                3,
                Duration.ofMinutes(1),
                true);
        try (Actuator actuator = ProcessActuator.start(missing, Clock.system(), _ -> {})) {
            await().until(() -> actuator.readStatus().state() == UnitState.START_LIMIT_HIT);
            assertThat(Files.readString(folder.resolve("missing.out"))).contains("/nonexistent/program");
        }
    }

    private long awaitProcess(Actuator actuator) {
        await().until(() -> actuator.readStatus().mainPid().isPresent());
        try {
            return actuator.readStatus().mainPid().getAsLong();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private Path script() {
        return folder.resolve("service.sh");
    }

    private Actuator actuator(String bootId, boolean stopOnClose) {
        return actuator("state.json", bootId, stopOnClose);
    }

    private Actuator actuator(String stateFile, String bootId, boolean stopOnClose) {
        return ProcessActuator.start(
                new SupervisedProcess(
                        "app",
                        List.of("/bin/bash", script().toString()),
                        folder.resolve("app.out"),
                        folder.resolve(stateFile),
                        bootId,
                        Duration.ofMillis(200),
                        4,
                        Duration.ofMinutes(1),
                        stopOnClose),
                Clock.system(),
                warnings::add);
    }
}
