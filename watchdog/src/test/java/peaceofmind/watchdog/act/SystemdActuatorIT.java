// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.CLibrary;
import peaceofmind.watchdog.policy.UnitState;

/** With a fake {@code systemctl} that manages real processes; the e2e scenarios use the real one. */
class SystemdActuatorIT extends ActuatorContract {

    /** The subset of systemctl that is used: state in files beside it, processes in sessions of their own. */
    private static final String FAKE_SYSTEMCTL = """
            #!/bin/bash
            # Each call first does what the manager would have done since the last one.
            cd "$(dirname "$0")" || exit 1
            echo "$*" >>calls
            case "$*" in show*) if rm hang-show 2>/dev/null; then exec sleep 60; fi ;; esac
            exec 9>lock; flock 9
            alive() { [ -s pid ] && [ -e "/proc/$(cat pid)" ] && ! grep -q ') Z' "/proc/$(cat pid)/stat"; }
            launch() {
                setsid /bin/bash service.sh </dev/null >/dev/null 2>&1 9>&- &
                echo $! >pid; echo active >state; date +%s%N >invocation
            }
            manage() {
                case $(cat state) in
                active)
                    if ! alive; then
                        : >pid
                        n=$(($(cat starts 2>/dev/null || echo 0) + 1)); echo $n >starts
                        if [ $n -ge 4 ]; then echo failed >state; else launch; fi
                    fi ;;
                stopping-to-start) alive || launch ;;
                stopping) alive || { : >pid; echo inactive >state; } ;;
                esac
            }
            manage
            while [ "${1#--}" != "$1" ]; do shift; done
            case $1 in
            show)
                s=$(cat state); r=success; a=$s
                case $s in failed) r=start-limit-hit ;; stopping*) a=deactivating ;; esac
                p=0; alive && p=$(cat pid)
                printf 'Restart=always\\nLoadState=loaded\\nActiveState=%s\\nSubState=x\\nResult=%s\\nMainPID=%s\\nInvocationID=%s\\n' \\
                    "$a" "$r" "$p" "$(cat invocation 2>/dev/null)" ;;
            reset-failed) echo 0 >starts; [ "$(cat state)" != failed ] || echo inactive >state ;;
            kill)
                if rm refuse-kill 2>/dev/null; then echo "Connection timed out" >&2; exit 1; fi
                [ "$2" = --kill-whom=all ] || { echo "unrecognized option '$2'" >&2; exit 1; }; alive && kill -KILL -- "-$(cat pid)" ;;
            restart) if alive; then kill -TERM "$(cat pid)"; echo stopping-to-start >state; else launch; fi ;;
            stop) if alive; then kill -TERM "$(cat pid)"; echo stopping >state; else echo inactive >state; fi ;;
            start) alive || launch ;;
            esac
            exit 0
            """;

    @Override
    Actuator startActuator(String shellCommand) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("service.sh"), shellCommand);
        Files.writeString(folder.resolve("state"), "inactive\n");
        Files.writeString(folder.resolve("starts"), "0\n");
        Actuator actuator = actuator(script(FAKE_SYSTEMCTL));
        // One that exits at once is never seen to run.
        actuator.start(CLEAN_UP_TIMEOUT);
        return actuator;
    }

    @Override
    void stabilizeService() throws IOException {
        Files.writeString(folder.resolve("service.sh"), RUNS_UNTIL_STOPPED);
    }

    @Test
    void aFrozenProcessIsKilledEvenWhenTheFirstStatusTimesOut() throws Exception {
        replaceService(IGNORES_SIGTERM);
        long frozen = actuator.readStatus().mainPid().orElseThrow();
        CLibrary.kill(frozen, SIGSTOP);
        Files.createFile(folder.resolve("hang-show"));
        ActionResult result = actuator.restart(RestartMode.KILL, TIMEOUT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(isAlive(frozen)).as("the frozen process is alive").isFalse();
        assertThat(actuator.readStatus().mainPid().orElseThrow()).isNotEqualTo(frozen);
    }

    @Test
    void theOldRunIsNeverTakenForANewOneWhenTheFirstStatusTimedOut() throws Exception {
        long oldPid = actuator.readStatus().mainPid().orElseThrow();
        PreviousRun previousRun = PreviousRun.of(
                () -> new ServiceStatus(UnitState.UNKNOWN, OptionalLong.empty(), Optional.empty(), "timed out"));
        assertThat(previousRun.isReplacedBy(actuator.readStatus())).isFalse();
        actuator.restart(RestartMode.KILL, TIMEOUT);
        assertThat(actuator.readStatus().mainPid().orElseThrow()).isNotEqualTo(oldPid);
        assertThat(previousRun.isReplacedBy(actuator.readStatus())).isTrue();
    }

    @Test
    void aKillThatSystemdRefusedIsRetried() throws Exception {
        replaceService(IGNORES_SIGTERM);
        long frozen = actuator.readStatus().mainPid().orElseThrow();
        CLibrary.kill(frozen, SIGSTOP);
        Files.createFile(folder.resolve("refuse-kill"));
        ActionResult result = actuator.restart(RestartMode.KILL, TIMEOUT);
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(isAlive(frozen)).isFalse();
    }

    @Test
    void aStopIsNotReportedWhileSystemdDoesNotRespond() throws Exception {
        replaceService(IGNORES_SIGTERM);
        long pid = actuator.readStatus().mainPid().orElseThrow();
        Files.createFile(folder.resolve("hang-show"));
        ActionResult result = actuator.stop(Duration.ofSeconds(4));
        assertThat(result).as(result.detail()).isInstanceOf(ActionResult.Done.class);
        assertThat(isAlive(pid)).isFalse();
    }

    @Test
    void waitingForAStartCostsTwoStatusReadsASecond() throws Exception {
        Files.writeString(folder.resolve("state"), "failed\n");
        Actuator actuator = actuator(script("""
                #!/bin/bash
                echo "$*" >>"$(dirname "$0")/calls"
                echo LoadState=loaded; echo ActiveState=activating; echo MainPID=0
                """));
        Files.deleteIfExists(folder.resolve("calls"));
        assertThat(actuator.restart(RestartMode.KILL, Duration.ofSeconds(3))).isInstanceOf(ActionResult.Failed.class);
        assertThat(Files.readAllLines(folder.resolve("calls")))
                .filteredOn(call -> call.startsWith("show"))
                .hasSizeBetween(3, 8);
    }

    @Test
    void aManagerThatHangsDelaysAReadByTwoSecondsAndTheStateIsUnknown() throws Exception {
        Actuator actuator = actuator(script("#!/bin/bash\nexec sleep 60\n"));
        assertThat(actuator.readStatus().state()).isEqualTo(UnitState.UNKNOWN);
        assertThat(actuator.readStatus().detail()).contains("did not respond within 2 s");
    }

    @Test
    void aRefusalIsReportedWithSystemdsMessage() throws Exception {
        Actuator actuator = actuator(script("#!/bin/bash\necho 'Access denied' >&2; exit 1\n"));
        assertThat(actuator.restart(RestartMode.KILL, TIMEOUT).detail()).contains("Access denied");
        assertThat(actuator.stop(TIMEOUT)).isInstanceOf(ActionResult.Failed.class);
    }

    @Test
    void aMissingSystemctlIsReported() throws Exception {
        Actuator actuator = actuator(folder.resolve("missing").toString());
        assertThat(actuator.readStatus().detail()).contains("cannot run");
        await().until(() -> actuator.restart(RestartMode.KILL, TIMEOUT) instanceof ActionResult.Failed);
    }

    private static Actuator actuator(String systemctl) {
        Clock clock = Clock.system();
        return new SystemdActuator(systemctl, new SystemdUnits(systemctl, clock), "recorder.service", clock);
    }

    private String script(String text) throws IOException {
        Path script = folder.resolve("systemctl");
        Files.writeString(script, text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }
}
