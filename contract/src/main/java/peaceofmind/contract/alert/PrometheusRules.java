// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peaceofmind.contract.alert.Expression.Absent;
import peaceofmind.contract.alert.Expression.And;
import peaceofmind.contract.alert.Expression.ValueCondition;
import peaceofmind.contract.alert.Expression.Vanished;
import peaceofmind.heartbeat.json.Json.JsonText;

/**
 * Generates a Prometheus rule file from the catalogue, for a server that receives many devices. A vanished device has no series left to
 * match: rules about missing series get its labels by comparing with the devices that were present before.
 */
public final class PrometheusRules {

    /** The labels that identify a device. */
    private static final String DEVICE_LABELS = "instance, customer, location";

    /** Reported by every running agent: a device with this series counts as present. */
    private static final String PRESENCE_METRIC = OwnSeries.selector("peace_build_info");

    private PrometheusRules() {}

    /**
     * Generates the rule file.
     *
     * @param devices names (label {@code instance}) of devices that are expected even if the server has never received their metrics; may be empty
     */
    public static String toYaml(List<AlertRule> rules, List<String> devices) {
        StringBuilder out = new StringBuilder("# Generated from the alert catalogue: changes will be lost.\n");
        out.append("groups:\n  - name: peace\n    rules:\n");
        Inhibition.causesFirst(rules).forEach(rule -> append(out, rule, promQl(rule), List.of()));
        for (String device : devices) {
            AlertRule gone = AlertCatalogue.rule("DeviceGone").orElseThrow();
            append(
                    out,
                    gone,
                    "absent(" + PRESENCE_METRIC.replace("{", "{instance=" + quoted(device) + ",") + ")",
                    List.of("expected: \"true\""));
        }
        return out.toString();
    }

    /**
     * The condition of a rule as PromQL for a server with many devices, excluding devices where it is inhibited by another alert, a hold
     * or a drill. Series that a device has scraped from other programs do not count. Firing alerts are read from {@code ALERTS}, which
     * Prometheus writes for its rules, and the agent for its own.
     */
    public static String promQl(AlertRule rule) {
        StringBuilder out = new StringBuilder();
        List<String> causes = Inhibition.causesOf(rule, AlertCatalogue.rules());
        boolean plain = causes.isEmpty() && rule.notifiedDuringHold();
        out.append(plain ? "" : "(").append(condition(rule)).append(plain ? "" : ")");
        causes.stream()
                .collect(Collectors.groupingBy(Inhibition::serverLabels, TreeMap::new, Collectors.joining("|")))
                .forEach((labels, names) -> out.append(" unless on (")
                        .append(labels)
                        .append(") ALERTS{alertname=~\"")
                        .append(names)
                        .append("\",alertstate=\"firing\",")
                        .append(OwnSeries.SCRAPED_LABEL)
                        .append("=\"\"}"));
        if (!rule.notifiedDuringHold()) {
            out.append(" unless on (instance) (")
                    .append(OwnSeries.selector(Inhibition.HELD_METRIC))
                    .append(" == 1 or ")
                    .append(OwnSeries.selector(Inhibition.DRILL_METRIC))
                    .append(" == 1)");
        }
        return out.toString();
    }

    private static String condition(AlertRule rule) {
        return switch (OwnSeries.of(rule.expression())) {
            case ValueCondition condition -> valueCondition(condition, rule.noData());
            case And both -> both.toString();
            case Absent absent -> missingSeries(absent.selector().toString());
            case Vanished vanished ->
                "group by (" + DEVICE_LABELS + ") (last_over_time(" + vanished.selector() + "["
                        + formatDuration(vanished.lookback()) + "])) unless on (" + DEVICE_LABELS + ") group by ("
                        + DEVICE_LABELS + ") ("
                        + vanished.selector() + ")";
        };
    }

    private static String valueCondition(ValueCondition condition, NoData noData) {
        return switch (noData) {
            case OK -> condition.toString();
            case KEEP_LAST ->
                condition.overEach(series -> "last_over_time(" + series + "[" + NoData.MAX_KEEP_HOURS + "h])");
            case ALERT ->
                "max by (" + DEVICE_LABELS + ") (" + condition + ") or ("
                        + missingSeries(condition.selector().toString()) + ")";
        };
    }

    /** Devices that are present and do not report this series. */
    private static String missingSeries(String series) {
        return "group by (" + DEVICE_LABELS + ") (" + PRESENCE_METRIC + ") unless on (" + DEVICE_LABELS + ") group by ("
                + DEVICE_LABELS + ") (" + series + ")";
    }

    private static void append(StringBuilder out, AlertRule rule, String promQl, List<String> labels) {
        out.append("      - alert: ").append(rule.name()).append('\n');
        out.append("        expr: ").append(quoted(promQl)).append('\n');
        if (!rule.pendingPeriod().isZero()) {
            out.append("        for: ")
                    .append(formatDuration(rule.pendingPeriod()))
                    .append('\n');
        }
        if (!rule.keepFiringFor().isZero()) {
            out.append("        keep_firing_for: ")
                    .append(formatDuration(rule.keepFiringFor()))
                    .append('\n');
        }
        out.append("        labels:\n          severity: ")
                .append(rule.severity().label())
                .append('\n');
        labels.forEach(label -> out.append("          ").append(label).append('\n'));
        out.append("        annotations:\n          summary: ")
                .append(quoted(rule.summary()))
                .append("\n          description: ")
                .append(quoted(rule.whatToDo()))
                .append("\n          runbook: ")
                .append(quoted("RECOVERY.md#" + rule.runbook()))
                .append('\n');
    }

    /** Prometheus' duration format, as a single number of the largest possible unit. */
    public static String formatDuration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        } else if (seconds % 3_600 == 0 && seconds > 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** JSON strings are valid YAML. */
    private static String quoted(String text) {
        return new JsonText(text).toJson();
    }
}
