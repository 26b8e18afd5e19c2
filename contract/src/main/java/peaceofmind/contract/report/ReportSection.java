// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.util.List;

/**
 * A part of a report for people: rows, then lines.
 *
 * @param title empty for none
 * @param rows pairs of name and value
 */
public record ReportSection(String title, List<List<String>> rows, List<String> lines) {

    public ReportSection {
        rows = List.copyOf(rows);
        lines = List.copyOf(lines);
    }
}
