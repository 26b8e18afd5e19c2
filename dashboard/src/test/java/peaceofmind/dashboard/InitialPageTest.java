// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

class InitialPageTest {

    private static final JsonObject SESSION =
            Json.object().put("may_read", true).build();

    @TempDir
    private Path folder;

    private String template = "";

    @BeforeEach
    void readTemplate() throws Exception {
        template = new String(StaticFiles.pageTemplate(), StandardCharsets.UTF_8);
    }

    @Test
    void theSentenceAndWhatToDoAreReadBeforeAnyScriptHasRun() {
        String page = page("down", "No word from the recorder since 03:12.", "Needs you: see step 4.");
        assertThat(page)
                .contains("class=\"verdict down\"")
                .contains("<p id=\"sentence\" class=\"sentence\">No word from the recorder since 03:12.</p>")
                .contains("<p id=\"todo\" class=\"todo\">Needs you: see step 4.</p>");
    }

    @Test
    void whatIsBeingPutRightHasTheColourOfWaiting() {
        JsonObject health = Json.object()
                .put("level", "degraded")
                .put("in_progress", true)
                .put("sentence", "Frozen for 40 s, restarting.")
                .build();
        String state = Json.object().put("health", health).build().toJson();
        assertThat(InitialPage.render(template, SESSION, Optional.of(state)))
                .contains("class=\"verdict degraded waiting\"");
    }

    @Test
    void textFromTheDeviceNeverBecomesMarkup() {
        String page = page("up", "</script><script>alert(1)</script> & \"so\"", "");
        assertThat(page).contains("&lt;/script&gt;&lt;script&gt;alert(1)", "\\u003c/script>");
        assertThat(page.split("</script>", -1)).hasSameSizeAs(template.split("</script>", -1));
    }

    @Test
    void withoutAStateThePageFetchesIt() {
        assertThat(InitialPage.render(template, SESSION, Optional.empty()))
                .contains("{\"session\":{\"may_read\":true},\"state\":null}", "Asking the device …");
    }

    @Test
    void onlyAnAuthorisedReaderGetsTheStateWithThePage() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                ControlServer _ = emptyControlServer("watchdog.sock");
                ControlServer _ = emptyControlServer("recorder.sock");
                ServedDashboard served = new ServedDashboard(folder, new LatestBatch(), Optional.empty(), http)) {
            assertThat(served.get("").body()).contains("\"state\":null").doesNotContain("\"health\":");
            String cookie = served.logIn().headers().firstValue("Set-Cookie").orElse("");
            // A state that is late, as on a busy machine, is fetched by the page.
            await().untilAsserted(() -> assertThat(
                            served.get("", "Cookie", cookie.split(";", 2)[0]).body())
                    .contains("\"health\":")
                    .doesNotContain("Asking the device"));
            assertThat(served.get("").headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    private ControlServer emptyControlServer(String name) throws Exception {
        return ControlServer.listen(
                folder.resolve(name), "rw-rw----", (_, _) -> Json.object().build());
    }

    private String page(String level, String sentence, String todo) {
        JsonObject health = Json.object()
                .put("level", level)
                .put("sentence", sentence)
                .put("next_step", todo)
                .build();
        JsonObject state = Json.object().put("health", health).build();
        return InitialPage.render(template, SESSION, Optional.of(state.toJson()));
    }
}
