// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** A dashboard on its way out of one Grafana and into another. */
class DashboardFileTest {

    private static final String VARIABLES = """
            {"list": [
              {"name": "metrics", "type": "datasource", "query": "prometheus"},
              {"name": "logs", "type": "datasource", "query": "loki"},
              {"name": "instance", "type": "query", "datasource": {"type": "prometheus", "uid": "${metrics}"},
               "includeAll": true, "current": {"text": "All", "value": "$__all"}}]}""";

    @TempDir
    private Path folder;

    @Test
    void whatBelongsToTheServerGoes() throws Exception {
        JsonObject json = parsed("""
                {"id": 17, "version": 9, "iteration": 3, "gnetId": null, "uid": "mine", "title": "Mine", "__elements": {},
                 "__requires": [{"type": "grafana", "id": "grafana", "version": "12.1.0"}],
                 "panels": [{"id": 4, "title": "A"}]}
                """);
        assertThat(json).isEqualTo(Json.parseObject("""
                {"uid": "mine", "title": "Mine", "panels": [{"id": 4, "title": "A"}]}
                """));
    }

    @Test
    void dataSourcesOfTheServerBecomeVariables() throws Exception {
        JsonObject json = parsed("""
                {"uid": "mine", "title": "Mine", "templating": %s,
                 "annotations": {"list": [{"builtIn": 1, "datasource": {"type": "grafana", "uid": "-- Grafana --"}}]},
                 "panels": [
                   {"datasource": {"type": "prometheus", "uid": "grafanacloud-prom"},
                    "targets": [{"datasource": {"type": "loki", "uid": "grafanacloud-logs"}}]},
                   {"datasource": {"type": "prometheus", "uid": "${metrics}"}}]}
                """.formatted(VARIABLES));
        assertThat(json).isEqualTo(Json.parseObject("""
                {"uid": "mine", "title": "Mine", "templating": %s,
                 "annotations": {"list": [{"builtIn": 1, "datasource": {"type": "grafana", "uid": "-- Grafana --"}}]},
                 "panels": [
                   {"datasource": {"type": "prometheus", "uid": "${metrics}"},
                    "targets": [{"datasource": {"type": "loki", "uid": "${logs}"}}]},
                   {"datasource": {"type": "prometheus", "uid": "${metrics}"}}]}
                """.formatted(VARIABLES)));
    }

    @Test
    void theInputsOfAnExportForSharingAreResolved() throws Exception {
        JsonObject json = parsed("""
                {"__inputs": [
                   {"name": "DS_STACK-PROM", "type": "datasource", "pluginId": "prometheus"},
                   {"name": "DS_LOKI", "type": "datasource", "pluginId": "loki"}],
                 "uid": "mine", "title": "Mine", "templating": %s,
                 "panels": [{"datasource": "${DS_STACK-PROM}"},
                            {"datasource": {"type": "loki", "uid": "${DS_LOKI}"}}]}
                """.formatted(VARIABLES));
        assertThat(json.items("panels")).isEqualTo(Json.parseObject("""
                {"panels": [{"datasource": {"type": "prometheus", "uid": "${metrics}"}},
                            {"datasource": {"type": "loki", "uid": "${logs}"}}]}
                """).items("panels"));
    }

    @Test
    void whatSomebodyHadChosenWhenItWasSavedGoes() throws Exception {
        JsonObject json = parsed("""
                {"uid": "mine", "title": "Mine", "templating": {"list": [
                   {"name": "metrics", "type": "datasource", "query": "prometheus", "options": [],
                    "current": {"text": "stack-prom", "value": "prom1"}},
                   {"name": "instance", "type": "query", "datasource": {"type": "prometheus", "uid": "prom1"},
                    "includeAll": true, "current": {"text": ["gym"], "value": ["gym"]}}]}}
                """);
        assertThat(json).isEqualTo(Json.parseObject("""
                {"uid": "mine", "title": "Mine", "templating": {"list": [
                   {"name": "metrics", "type": "datasource", "query": "prometheus"},
                   {"name": "instance", "type": "query", "datasource": {"type": "prometheus", "uid": "${metrics}"},
                    "includeAll": true, "current": {"text": "All", "value": "$__all"}}]}}
                """));
    }

    @Test
    void theAnswerOfGrafanasApiIsTakenToo() throws Exception {
        assertThat(parsed("{\"meta\": {\"slug\": \"mine\"}, \"dashboard\": {\"uid\": \"mine\", \"title\": \"Mine\"}}"))
                .isEqualTo(Json.parseObject("{\"uid\": \"mine\", \"title\": \"Mine\"}"));
    }

    @Test
    void whatCanNotBePushedIsRefusedWithWhatToDo() {
        refused("[1]", "not a JSON object");
        refused("{\"title\": \"Mine\"}", "has no uid");
        refused("{\"uid\": \"../mine\", \"title\": \"Mine\"}", "has no uid");
        refused("{\"uid\": \"mine\"}", "has no title");
        refused("{\"apiVersion\": \"dashboard.grafana.app/v2\", \"spec\": {\"title\": \"Mine\"}}", "Classic");
        refused(
                "{\"uid\": \"a\", \"title\": \"A\", \"panels\": [{\"datasource\": {\"type\": \"loki\", \"uid\": \"l1\"}}]}",
                "${logs}, which it does not define");
    }

    @Test
    void everyFileOfAFolderIsReadAndNoUidOccursTwice() throws Exception {
        Files.writeString(folder.resolve("b.json"), "{\"uid\": \"b\", \"title\": \"B\"}");
        Files.writeString(folder.resolve("a.json"), "{\"uid\": \"a\", \"title\": \"A\"}");
        Files.writeString(folder.resolve("notes.txt"), "not a dashboard");
        assertThat(DashboardFiles.in(folder)).extracting(DashboardFile::uid).containsExactly("a", "b");
        Files.writeString(folder.resolve("c.json"), "{\"uid\": \"a\", \"title\": \"C\"}");
        assertThatThrownBy(() -> DashboardFiles.in(folder)).hasMessageContaining("have the same uid a");
    }

    @Test
    void aFolderWithoutDashboardsIsRefused() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> DashboardFiles.in(empty)).hasMessageContaining(".json");
        assertThatThrownBy(() -> DashboardFiles.in(folder.resolve("missing"))).hasMessageContaining("Cannot read");
    }

    private static JsonObject parsed(String text) throws CommandFailedException {
        return DashboardFile.parse("mine.json", text).json();
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> DashboardFile.parse("mine.json", text))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("mine.json ")
                .hasMessageContaining(why);
    }
}
