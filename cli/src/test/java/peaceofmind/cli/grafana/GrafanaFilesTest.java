// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.heartbeat.json.Json.JsonText;

class GrafanaFilesTest {

    @TempDir
    private Path folder;

    /** Update it with {@code peace grafana push --out packaging/grafana}. */
    @Test
    void theRulesInPackagingAreThoseOfTheCatalogue() {
        String name = "alerting/peace-rules.yaml";
        assertThat(Path.of("..", "packaging", "grafana").resolve(name))
                .hasContent(GrafanaFiles.all(List.of(), "prometheus").getOrDefault(name, ""));
    }

    @Test
    void uidsFitGrafanasLimitOf40Characters() {
        assertThat(AlertCatalogue.rules())
                .allSatisfy(rule -> assertThat(("peace-" + rule.key()).length()).isLessThanOrEqualTo(40));
    }

    @Test
    void prometheusUnderstandsEveryQuery() throws Exception {
        Assumptions.assumeTrue(isInstalled("promtool"), "what needs prometheus: it is not installed");
        StringBuilder rules = new StringBuilder("groups:\n  - name: all\n    rules:\n");
        List<String> expressions = new ArrayList<>(PrometheusQueriesIT.panels());
        AlertCatalogue.rules().forEach(rule -> expressions.add(GrafanaRules.expression(rule)));
        for (int i = 0; i < expressions.size(); i++) {
            rules.append("      - record: query_").append(i).append("\n        expr: ");
            rules.append(new JsonText(expressions.get(i)).toJson()).append('\n');
        }
        Path file = Files.writeString(folder.resolve("rules.yml"), rules);
        Process check = new ProcessBuilder("promtool", "check", "rules", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue())
                .as(Files.readString(folder.resolve("out")))
                .isZero();
    }

    private static boolean isInstalled(String program) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
