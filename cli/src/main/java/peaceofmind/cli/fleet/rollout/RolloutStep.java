// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a device is in a roll-out. */
public enum RolloutStep {
    /** Its command has not been started. */
    PENDING,
    /** Its command has been started, and its end is not known. */
    STARTED,
    /** Its command succeeded; whether the device is well since then is not known yet. */
    SUCCEEDED,
    /** Its command succeeded, and the device was well for the time that was asked for. */
    VERIFIED,
    /** Its command failed, or the device was not well afterwards. */
    FAILED,
    /** It could not be reached: nothing was started on it. */
    DEFERRED;

    /** As written in the journal. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RolloutStep> parse(String word) {
        return Arrays.stream(values()).filter(step -> step.word().equals(word)).findFirst();
    }
}
