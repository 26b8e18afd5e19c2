// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;

/** An ordered reboot, recorded before it is done. */
public record RebootRecord(Duration at, String reason) {

    private static final String ASSUMED = "assumed: the history was lost";

    /** Stands for the whole budget of a day. */
    static RebootRecord assumed(Duration at) {
        return new RebootRecord(at, ASSUMED);
    }

    boolean isAssumed() {
        return reason.equals(ASSUMED);
    }
}
