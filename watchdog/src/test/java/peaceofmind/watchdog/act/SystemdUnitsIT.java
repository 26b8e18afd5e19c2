// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.policy.UnitState;

/** With a script in place of {@code systemctl} that prints what the real one prints; the e2e scenarios use the real one. */
class SystemdUnitsIT {

    /** Waits for the file {@code gate} while there is a file {@code closed}; refuses a unit called {@code bad.service}. */
    private static final String SYSTEMCTL = """
            #!/bin/bash
            cd "$(dirname "$0")" || exit 1
            echo "$*" >>calls
            if rm closed 2>/dev/null; then until [ -e gate ]; do sleep 0.05; done; fi
            while [ "$1" != -- ]; do shift; done
            shift
            case " $* " in *" bad.service "*) echo 'Invalid unit name' >&2; exit 1 ;; esac
            first=yes
            for unit in "$@"; do
                [ $first = yes ] || echo
                first=no
                printf 'LoadState=loaded\\nActiveState=active\\nSubState=%s\\nMainPID=1\\n' "$unit"
            done
            """;

    private final FakeClock clock = new FakeClock();

    @TempDir
    Path folder;

    private SystemdUnits units;

    @BeforeEach
    void writeSystemctl() throws IOException {
        Path script = folder.resolve("systemctl");
        Files.writeString(script, SYSTEMCTL);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        units = new SystemdUnits(script.toString(), clock);
    }

    @Test
    void twentyThreadsThatReadAtTheSameTimeShareOneProcess() throws Exception {
        Files.createFile(folder.resolve("closed"));
        FutureTask<ServiceStatus> first = start(() -> units.read("app0.service"));
        await().until(() -> calls() == 1);
        List<FutureTask<ServiceStatus>> others = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            String unit = "app" + i + ".service";
            others.add(start(() -> units.read(unit)));
        }
        await().until(() -> units.waitingThreads() == 20);
        Files.createFile(folder.resolve("gate"));
        first.get();
        for (int i = 1; i <= 20; i++) {
            assertThat(others.get(i - 1).get().detail()).contains("(app" + i + ".service)");
        }
        assertThat(calls()).as("processes").isEqualTo(2);
    }

    @Test
    void aPeriodicPollReadsAllUnitsForTheOthers() throws Exception {
        units.read("app1.service");
        units.read("app2.service");
        clock.advance(Duration.ofMillis(501));
        assertThat(units.readRecent("app1.service").detail()).contains("app1");
        assertThat(units.readRecent("app2.service").detail()).contains("app2");
        assertThat(calls()).as("processes").isEqualTo(3);
    }

    @Test
    void aReadAfterAnOrderNeverReturnsWhatWasReadBefore() throws Exception {
        units.readRecent("app1.service");
        units.read("app1.service");
        assertThat(calls()).as("processes").isEqualTo(2);
    }

    @Test
    void aNameThatSystemdRefusesHidesNoOther() throws Exception {
        units.read("app1.service");
        units.read("bad.service");
        clock.advance(Duration.ofSeconds(1));
        assertThat(units.readRecent("app1.service").state()).isEqualTo(UnitState.ACTIVE);
        ServiceStatus refused = units.readRecent("bad.service");
        assertThat(refused.state()).isEqualTo(UnitState.UNKNOWN);
        assertThat(refused.detail()).contains("Invalid unit name");
    }

    private static FutureTask<ServiceStatus> start(Callable<ServiceStatus> read) {
        FutureTask<ServiceStatus> task = new FutureTask<>(read);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private int calls() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }
}
