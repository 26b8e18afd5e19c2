// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The results of one probe since the start of the current run. Immutable; times are of the monotonic clock.
 *
 * @param epoch the run of the program that they are about
 * @param latest empty before the first
 * @param sinceNanos when the first of several equal results was
 * @param aliveNanos when the last probe that succeeded started; empty if none has
 */
record ProbeResults(long epoch, Optional<ProbeResult> latest, long sinceNanos, OptionalLong aliveNanos) {

    static ProbeResults none(long epoch, long now) {
        return new ProbeResults(epoch, Optional.empty(), now, OptionalLong.empty());
    }

    /** @param startedNanos when the probe started: the program was alive then or later */
    ProbeResults with(ProbeResult result, long startedNanos) {
        boolean same = latest.filter(result::equals).isPresent();
        return new ProbeResults(
                epoch,
                Optional.of(result),
                same ? sinceNanos : startedNanos,
                result instanceof ProbeResult.Alive ? OptionalLong.of(startedNanos) : aliveNanos);
    }
}
