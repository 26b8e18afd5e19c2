// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.HeartbeatObservation.Beat;
import peaceofmind.watchdog.policy.HeartbeatObservation.NoResponse;
import peaceofmind.watchdog.policy.HeartbeatObservation.Unchanged;
import peaceofmind.watchdog.policy.HeartbeatObservation.Unknown;

/** Several probes at once, second by second. */
final class LivenessEvaluationTest {

    private static final ProbeResult ALIVE = new ProbeResult.Alive();
    private static final ProbeResult SILENT = new ProbeResult.Silent("HTTP 500 from http://127.0.0.1/");
    private static final ProbeResult UNKNOWN = new ProbeResult.Inconclusive("there is no free socket");

    private final List<ProbeResults> probes =
            new ArrayList<>(List.of(ProbeResults.none(0, 0), ProbeResults.none(0, 0)));
    private long now;

    @Test
    void eachSuccessIsOneBeat() {
        LivenessEvaluation any = new LivenessEvaluation(false);
        assertThat(observe(any)).isInstanceOf(NoResponse.class);
        result(0, ALIVE);
        assertThat(observe(any)).isEqualTo(new Beat(false));
        assertThat(observe(any)).isEqualTo(new Unchanged());
        result(0, ALIVE);
        assertThat(observe(any)).isEqualTo(new Beat(false));
    }

    @Test
    void withAnyOneSuccessIsEnough() {
        LivenessEvaluation any = new LivenessEvaluation(false);
        result(0, ALIVE);
        result(1, SILENT);
        assertThat(observe(any)).isEqualTo(new Beat(false));
        assertThat(observe(any)).isEqualTo(new Unchanged());
        result(0, SILENT);
        assertThat(observe(any)).isInstanceOf(NoResponse.class);
    }

    /** The one that cannot say so might have been alive. */
    @Test
    void withAnyAnUnknownResultBesideASilentOneIsUnknown() {
        LivenessEvaluation any = new LivenessEvaluation(false);
        result(0, SILENT);
        result(1, UNKNOWN);
        assertThat(observe(any)).isEqualTo(new Unknown("there is no free socket"));
    }

    @Test
    void withAllEveryOneMustSucceedAgainForABeat() {
        LivenessEvaluation all = new LivenessEvaluation(true);
        result(0, ALIVE);
        assertThat(observe(all)).isInstanceOf(NoResponse.class);
        result(1, ALIVE);
        assertThat(observe(all)).isEqualTo(new Beat(false));
        result(0, ALIVE);
        assertThat(observe(all))
                .as("the second has the older success, which moved")
                .isEqualTo(new Beat(false));
        result(0, ALIVE);
        result(0, ALIVE);
        assertThat(observe(all)).as("the second is due").isEqualTo(new Unchanged());
        result(1, SILENT);
        result(0, ALIVE);
        assertThat(observe(all)).isInstanceOf(NoResponse.class);
    }

    @Test
    void withAllASilentOneDecidesAndAnUnknownOneDoesNot() {
        LivenessEvaluation all = new LivenessEvaluation(true);
        result(0, ALIVE);
        result(1, UNKNOWN);
        assertThat(observe(all)).isInstanceOf(Unknown.class);
        result(0, SILENT);
        assertThat(observe(all)).isInstanceOf(NoResponse.class);
    }

    @Test
    void theReasonSaysForHowLong() {
        LivenessEvaluation any = new LivenessEvaluation(false);
        result(0, ALIVE);
        observe(any);
        result(0, SILENT);
        now += Duration.ofSeconds(34).toNanos();
        result(0, SILENT);
        result(1, new ProbeResult.Silent("/log does not grow"));
        assertThat(observe(any))
                .isEqualTo(new NoResponse("HTTP 500 from http://127.0.0.1/ for 36 s; /log does not grow"));
    }

    @Test
    void afterAResetOldSuccessesAreForgotten() {
        LivenessEvaluation any = new LivenessEvaluation(false);
        result(0, ALIVE);
        observe(any);
        probes.set(0, ProbeResults.none(1, now));
        any.reset();
        assertThat(observe(any)).isInstanceOf(NoResponse.class);
        result(0, ALIVE);
        assertThat(observe(any)).isEqualTo(new Beat(false));
    }

    private void result(int probe, ProbeResult result) {
        now += Duration.ofSeconds(1).toNanos();
        probes.set(probe, probes.get(probe).with(result, now));
    }

    private HeartbeatObservation observe(LivenessEvaluation evaluation) {
        List<ProbeStatus> statuses = probes.stream()
                .map(results -> LivenessEvaluation.status("probe", results, now))
                .toList();
        return evaluation.observe(probes, statuses);
    }
}
