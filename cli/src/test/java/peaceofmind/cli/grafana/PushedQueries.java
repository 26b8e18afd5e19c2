package peaceofmind.cli.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import peaceofmind.contract.alert.AlertCatalogue;

/** Every PromQL query that is pushed, with Grafana's variables filled in. */
final class PushedQueries {

    private PushedQueries() {}

    static List<String> all() {
        List<String> all = new ArrayList<>(panels());
        AlertCatalogue.rules().forEach(rule -> all.add(GrafanaRules.expression(rule)));
        return all;
    }

    static List<String> panels() {
        return Stream.of(RecorderDashboard.dashboard(), FleetDashboard.dashboard())
                .flatMap(dashboard -> dashboard.panels().stream())
                .filter(placed -> !placed.panel().isLogs())
                .flatMap(placed -> placed.panel().queries().stream())
                .map(query -> query.expression()
                        .replace("$instance", ".*")
                        .replace("$customer", ".*")
                        .replace("$__rate_interval", "1m"))
                .distinct()
                .toList();
    }
}
