// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

final class AotTrainingRunTest {

    @Test
    void everyComponentResponds(@TempDir Path folder) throws Exception {
        StringWriter out = new StringWriter();
        try (AotTrainingRun _ = AotTrainingRun.start(folder)) {
            Peace.commandLine()
                    .setOut(new PrintWriter(out))
                    .execute(
                            "status",
                            "--json",
                            "--config",
                            folder.resolve("peace.yaml").toString());
        }
        JsonObject status = Json.parseObject(out.toString());
        assertThat(status.text("device")).hasValue("training");
        assertThat(status.items("events")).hasSize(2);
        assertThat(status.items("parts"))
                .map(Json::toJson)
                .isNotEmpty()
                .allSatisfy(part -> assertThat(part).doesNotContain("not running", "unreadable", "Exception"));
        assertThat(out.toString()).contains("recording.mkv", "cloud");
    }
}
