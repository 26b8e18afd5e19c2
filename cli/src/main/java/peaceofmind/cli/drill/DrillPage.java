// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report as a self-contained HTML page, to mail, print or archive. */
final class DrillPage {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private DrillPage() {}

    static String of(String device, List<DrillResult> results) {
        String rows = results.stream().map(DrillPage::row).collect(Collectors.joining());
        return """
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Drill: %1$s</title>
                <style>
                body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem }
                table { border-collapse: collapse; width: 100%% } td, th { border-bottom: 1px solid #ccc; padding: .4rem; text-align: left }
                .passed { color: #137333 } .failed { color: #b3261e; font-weight: bold }
                </style>
                <h1>Recovery drill: %1$s</h1>
                <table><tr><th>Scenario</th><th>Result</th><th>Recovery time</th><th>Limit</th><th>What happened</th><th>When</th></tr>
                %2$s</table>
                </html>
                """.formatted(escaped(device), rows);
    }

    private static String row(DrillResult result) {
        return "<tr><td><b>%s</b><br>%s</td><td class=\"%s\">%s</td><td>%s</td><td>%d s</td><td>%s</td><td>%s</td></tr>%n"
                .formatted(
                        result.scenario().label(),
                        escaped(result.scenario().description()),
                        result.verdict().label().replace(' ', '-'),
                        result.verdict().label(),
                        result.recoveryTime()
                                .map(duration -> "%.1f s".formatted(duration.toMillis() / 1000.0))
                                .orElse("-"),
                        result.maxRecoveryTime().toSeconds(),
                        escaped(result.message()),
                        TIME.format(result.startedAt().atZone(ZoneId.systemDefault())));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
