// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.util.List;

/**
 * What was repaired when the storage was opened.
 *
 * @param videos number of videos that have a file
 * @param repairs a description of each
 */
public record RepairReport(long videos, List<String> repairs) {

    public RepairReport {
        repairs = List.copyOf(repairs);
    }

    /** The report on one line. */
    public String summary() {
        return "storage: " + videos + " video(s), "
                + (repairs.isEmpty() ? "no repairs needed" : "repaired: " + String.join("; ", repairs));
    }
}
