// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.util.List;

/**
 * What was salvaged.
 *
 * @param lines a summary of each recording, for the log
 * @param failed how many of them failed and are kept for a retry
 */
public record SalvageReport(List<String> lines, int failed) {

    public SalvageReport {
        lines = List.copyOf(lines);
    }
}
