// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** The current and past alerts, for whatever displays them. Thread-safe. */
public final class AlertOverview {

    private final AlertEngine engine;

    public AlertOverview(AlertEngine engine) {
        this.engine = engine;
    }

    /** Firing alerts, by severity, then oldest first. */
    public List<Alert> firing() {
        return engine.active().stream()
                .filter(Alert::isFiring)
                .sorted(Comparator.comparing((Alert alert) -> alert.rule().severity())
                        .reversed()
                        .thenComparing(Alert::since))
                .toList();
    }

    /** Alerts whose condition has not yet been true for long enough. */
    public List<Alert> pending() {
        return engine.active().stream().filter(alert -> !alert.isFiring()).toList();
    }

    /** The last hundred resolved alerts, newest first. */
    public List<Alert> past() {
        return engine.past();
    }

    /** Why no notifications are sent for a firing alert; empty when they are. */
    public Optional<String> silenceReason(Alert alert) {
        return engine.silenceReason(alert);
    }

    public List<Silence> silences() {
        return engine.silences();
    }

    /** The series that Prometheus exposes for its own alerts: {@code ALERTS{alertname,alertstate,severity,…} 1}. */
    public List<Family> families() {
        List<Sample> samples = new ArrayList<>();
        for (Alert alert : engine.active()) {
            Map<String, String> labels = new TreeMap<>(alert.labels());
            labels.put("alertname", alert.rule().name());
            labels.put("alertstate", alert.isFiring() ? "firing" : "pending");
            labels.put("severity", alert.rule().severity().label());
            samples.add(new Sample(labels, 1));
        }
        return List.of(
                new Family("ALERTS", Family.Type.GAUGE, "Alerts that are pending or firing; 1 for each.", samples));
    }
}
