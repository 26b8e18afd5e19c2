// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;

/** Provides firing and past alerts. */
public interface AlertSource {

    /**
     * One alert.
     *
     * @param until when it was resolved; empty while it is firing
     * @param value the measured value as text; may be empty
     */
    record AlertView(
            String name,
            Severity severity,
            String summary,
            String whatToDo,
            String value,
            Instant since,
            Optional<Instant> until) {}

    /** Alerts that are firing now, the most severe first. */
    List<AlertView> firing();

    /** Resolved alerts, newest first; a bounded number. */
    List<AlertView> past();
}
