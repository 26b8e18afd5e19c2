// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.util.List;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.AlertOverview;
import peaceofmind.dashboard.AlertSource;

/** The alerts, as the dashboard shows them. */
record DashboardAlerts(AlertOverview overview) implements AlertSource {

    @Override
    public List<AlertView> firing() {
        return overview.firing().stream().map(DashboardAlerts::view).toList();
    }

    @Override
    public List<AlertView> past() {
        return overview.past().stream().map(DashboardAlerts::view).toList();
    }

    private static AlertView view(Alert alert) {
        return new AlertView(
                alert.rule().name(),
                alert.rule().severity(),
                alert.rule().summary(),
                alert.rule().whatToDo(),
                alert.value()
                        .map(value -> "%s is %s".formatted(alert.rule().expression(), value))
                        .orElse(""),
                alert.since(),
                alert.resolvedAt());
    }
}
