// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.util.Optional;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Reports of a month, as {@code peace report} prints them. */
public interface ReportSource {

    /**
     * The report, as the command {@code report} of the agent's socket returns it.
     *
     * @param month such as {@code 2026-10}; empty: this one until now
     * @throws ControlException when it is no month that can be reported, or when what it is calculated from cannot be read
     */
    JsonObject report(Optional<String> month) throws ControlException;
}
