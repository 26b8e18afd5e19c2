// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.youtube.Endpoints;
import peaceofmind.recorder.upload.youtube.GoogleLogin;
import peaceofmind.recorder.upload.youtube.YouTubeSettings;

class LoginCommandsTest {

    @TempDir
    private Path folder;

    private GoogleLogin login() {
        YouTubeSettings settings = new YouTubeSettings(
                "tube",
                folder.resolve("client.json"),
                folder.resolve("token.json"),
                new YouTubeSettings.Metadata("{file}", "", List.of(), 17, "private", Optional.empty(), false),
                Endpoints.local("http://127.0.0.1:9").orElseThrow());
        return new GoogleLogin(settings, new UploadHttp(Optional.empty(), Clock.system()));
    }

    @Test
    void withoutATargetThatNeedsALoginTheRequestIsRefused() {
        assertThatThrownBy(() -> new LoginCommands(Map.of()).start(Json.object().build()))
                .hasMessageContaining("recorder.upload.targets");
    }

    @Test
    void oneOfSeveralTargetsMustBeNamed() {
        LoginCommands commands = new LoginCommands(Map.of("a", login(), "b", login()));
        assertThatThrownBy(() -> commands.start(Json.object().build())).hasMessageContaining("a, b");
        assertThatThrownBy(
                        () -> commands.status(Json.object().put("target", "c").build()))
                .hasMessageContaining("\"c\" is not a target");
    }

    @Test
    void whatIsMissingForALoginIsReported() throws Exception {
        LoginCommands commands = new LoginCommands(Map.of("tube", login()));
        assertThat(commands.status(Json.object().build()).text("state")).contains("none");
        assertThat(commands.start(Json.object().build()).toJson())
                .contains("\"state\":\"failed\"", "console.cloud.google.com");
        assertThat(commands.status(Json.object().build()).text("state")).contains("failed");
    }
}
