// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.cli.fleet.rollout.DrillOutcome.DrillState;

class DrillRoundTest {

    private static final List<String> COMMAND = List.of("peace", "drill", "--json", "kill");

    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, RemoteShell.Result> results = new HashMap<>();

    @Test
    void everyDeviceThatIsWellIsDrilledInOrder() throws Exception {
        List<DrillOutcome> outcomes = run(1, Map.of("gym-1", "is silent: Nothing from it."));
        assertThat(ran).containsExactly("gym-0", "gym-2", "gym-3");
        assertThat(outcomes)
                .extracting(DrillOutcome::state)
                .containsExactly(DrillState.PASSED, DrillState.AWAY, DrillState.PASSED, DrillState.PASSED);
        assertThat(outcomes.getFirst().detail()).isEqualTo("kill recovered in 2.1 s");
        assertThat(outcomes.get(1).detail()).contains("is silent");
    }

    @Test
    void theFirstThatDoesNotRecoverStopsIt() throws Exception {
        results.put("gym-1", new RemoteShell.Exited(1, report("broken", "not up after 30 s")));
        List<DrillOutcome> outcomes = run(1, Map.of());
        assertThat(ran).containsExactly("gym-0", "gym-1");
        assertThat(outcomes)
                .extracting(DrillOutcome::state)
                .containsExactly(DrillState.PASSED, DrillState.FAILED, DrillState.NOT_STARTED, DrillState.NOT_STARTED);
        assertThat(outcomes.get(1).detail()).isEqualTo("kill did not recover in 2.1 s: not up after 30 s");
    }

    @Test
    void aLostConnectionStopsItAndARefusalOrAnAbsenceDoesNot() throws Exception {
        results.put("gym-0", new RemoteShell.NotReached("Connection timed out"));
        results.put(
                "gym-1", new RemoteShell.Exited(1, "kill: ends the program ...\npeace: a recording is in progress\n"));
        results.put("gym-2", new RemoteShell.Lost("the connection was lost"));
        List<DrillOutcome> outcomes = run(1, Map.of());
        assertThat(outcomes)
                .extracting(DrillOutcome::state)
                .containsExactly(DrillState.AWAY, DrillState.REFUSED, DrillState.UNKNOWN, DrillState.NOT_STARTED);
        assertThat(outcomes.get(1).detail()).isEqualTo("peace: a recording is in progress");
    }

    @Test
    void aDrillThatCouldNotBeTriedIsNoFailure() throws Exception {
        results.put("gym-0", new RemoteShell.Exited(1, report("not tried", "the service is on hold")));
        List<DrillOutcome> outcomes = run(1, Map.of());
        assertThat(outcomes).extracting(DrillOutcome::state).startsWith(DrillState.REFUSED, DrillState.PASSED);
        assertThat(outcomes.getFirst().detail()).contains("not tried", "the service is on hold");
    }

    @Test
    void neverMoreAtOnceThanAllowed() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        RemoteShell shell = (_, _) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            three.countDown();
            three.await();
            running.decrementAndGet();
            return new RemoteShell.Exited(0, report("kept", ""));
        };
        List<DrillOutcome> outcomes = new DrillRound(shell, 3, _ -> {}).run(devices(12), Map.of(), COMMAND);
        assertThat(most).hasValue(3);
        assertThat(outcomes).extracting(DrillOutcome::state).containsOnly(DrillState.PASSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"results\": []}", "done"})
    void aReportThatCannotBeReadIsNoSuccess(String output) throws Exception {
        results.put("gym-0", new RemoteShell.Exited(0, output));
        assertThat(run(1, Map.of()).getFirst().state()).isEqualTo(DrillState.UNKNOWN);
    }

    private List<DrillOutcome> run(int atOnce, Map<String, String> away) throws InterruptedException {
        return new DrillRound(this::execute, atOnce, _ -> {}).run(devices(4), away, COMMAND);
    }

    private RemoteShell.Result execute(String device, List<String> command) {
        assertThat(command).isEqualTo(COMMAND);
        ran.add(device);
        return results.getOrDefault(device, new RemoteShell.Exited(0, report("kept", "")));
    }

    private static List<String> devices(int count) {
        return IntStream.range(0, count).mapToObj(number -> "gym-" + number).toList();
    }

    private static String report(String verdict, String what) {
        return """
            kill: ends the watched program ...
            {
              "device": "gym",
              "results": [{"scenario": "kill", "verdict": "%s", "took_seconds": 2.1, "what": "%s"}]
            }
            """.formatted(verdict, what);
    }
}
