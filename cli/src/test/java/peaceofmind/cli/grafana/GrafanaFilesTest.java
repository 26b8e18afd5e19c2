package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.heartbeat.json.Json.JsonText;

class GrafanaFilesTest {

    @TempDir
    private Path folder;

    /** Renew them with {@code peace grafana push --out packaging/grafana}. */
    @Test
    void theFilesInPackagingAreThoseThatAreMadeNow() throws IOException {
        Path packaged = Path.of("..", "packaging", "grafana");
        for (Map.Entry<String, String> file : GrafanaFiles.all("prometheus").entrySet()) {
            assertThat(packaged.resolve(file.getKey())).hasContent(file.getValue());
        }
    }

    @Test
    void uidsFitGrafanasLimitOf40Characters() {
        assertThat(AlertCatalogue.rules())
                .allSatisfy(rule -> assertThat(("peace-" + rule.key()).length()).isLessThanOrEqualTo(40));
    }

    @Test
    void prometheusUnderstandsEveryQuery() throws IOException, InterruptedException {
        Assumptions.assumeTrue(isInstalled("promtool"), "what needs prometheus: it is not installed");
        StringBuilder rules = new StringBuilder("groups:\n  - name: all\n    rules:\n");
        List<String> expressions = PushedQueries.all();
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
