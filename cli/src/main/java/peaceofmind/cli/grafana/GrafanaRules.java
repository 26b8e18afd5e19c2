// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.time.Duration;
import java.util.List;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.PrometheusRules;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The catalogue of alerts as a group of Grafana's rules, in the form of its provisioning API. */
final class GrafanaRules {

    static final String GROUP = "peace";

    /** By this label the notification policy knows our alerts. */
    static final String LABEL = "source";

    static final String LABEL_VALUE = "peace-of-mind";

    /** Grafana's name for how long an alert keeps firing: in its API since version 12, in its files, and in versions without it. */
    enum KeepFiring {
        API("keep_firing_for"),
        FILE("keepFiringFor"),
        UNKNOWN("");

        private final String name;

        KeepFiring(String name) {
            this.name = name;
        }

        /** Of the server that answered with this group. */
        static KeepFiring of(Json group) {
            return group.toJson().contains(API.name) ? API : UNKNOWN;
        }
    }

    private static final Duration QUERY_RANGE = Duration.ofMinutes(10);
    private static final int INTERVAL_SECONDS = 60;

    private GrafanaRules() {}

    static JsonObject group(String folderUid, String sourceUid, KeepFiring keepFiring) {
        return Json.object()
                .put("title", GROUP)
                .put("folderUid", folderUid)
                .put("interval", (long) INTERVAL_SECONDS)
                .put(
                        "rules",
                        AlertCatalogue.rules().stream()
                                .map(rule -> rule(rule, folderUid, sourceUid, keepFiring))
                                .toList())
                .build();
    }

    /** A filter such as {@code recorder_up == 0} answers 0, which Grafana takes for "all is well": each series found becomes a 1. */
    static String expression(AlertRule rule) {
        return "group without () (" + PrometheusRules.promQl(rule) + ")";
    }

    private static JsonObject rule(AlertRule rule, String folderUid, String sourceUid, KeepFiring keepFiring) {
        Json.ObjectBuilder json = Json.object()
                .put("uid", "peace-" + rule.key().replace('_', '-'))
                .put("orgID", 1L)
                .put("folderUID", folderUid)
                .put("ruleGroup", GROUP)
                .put("title", rule.name())
                .put("condition", "B")
                .put("data", List.of(query(expression(rule), sourceUid), threshold()))
                // A filter that finds nothing is the good case; who is missing is asked for in the expression itself.
                .put("noDataState", "OK")
                .put("execErrState", "Error")
                .put("for", PrometheusRules.formatDuration(rule.pendingPeriod()))
                .put(
                        "labels",
                        Json.object()
                                .put("severity", rule.severity().label())
                                .put(LABEL, LABEL_VALUE)
                                .build())
                .put(
                        "annotations",
                        Json.object()
                                .put("summary", rule.summary() + " ({{ $labels.instance }})")
                                .put("description", rule.whatToDo())
                                .put("runbook", "RECOVERY.md#" + rule.runbook())
                                .build());
        if (keepFiring != KeepFiring.UNKNOWN && !rule.keepFiringFor().isZero()) {
            json.put(keepFiring.name, PrometheusRules.formatDuration(rule.keepFiringFor()));
        }
        return json.build();
    }

    private static JsonObject query(String expression, String sourceUid) {
        return Json.object()
                .put("refId", "A")
                .put("datasourceUid", sourceUid)
                .put("relativeTimeRange", range())
                .put(
                        "model",
                        Json.object()
                                .put("refId", "A")
                                .put("expr", expression)
                                .put("instant", true)
                                .put("range", false)
                                .build())
                .build();
    }

    private static JsonObject threshold() {
        JsonObject above = Json.object()
                .put(
                        "evaluator",
                        Json.object()
                                .put("type", "gt")
                                .put("params", List.of(new Json.JsonNumber("0")))
                                .build())
                .build();
        return Json.object()
                .put("refId", "B")
                .put("datasourceUid", "__expr__")
                .put("relativeTimeRange", range())
                .put(
                        "model",
                        Json.object()
                                .put("refId", "B")
                                .put("type", "threshold")
                                .put("expression", "A")
                                .put("conditions", List.of(above))
                                .build())
                .build();
    }

    private static JsonObject range() {
        return Json.object().put("from", QUERY_RANGE.toSeconds()).put("to", 0L).build();
    }
}
