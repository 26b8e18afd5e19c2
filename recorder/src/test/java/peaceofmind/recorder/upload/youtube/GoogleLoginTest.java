// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.youtube.GoogleLogin.State;
import peaceofmind.testkit.FakeClock;

class GoogleLoginTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private FakeYouTube youTube;
    private YouTubeFiles files;
    private GoogleLogin login;

    @BeforeEach
    void start() throws Exception {
        youTube = FakeYouTube.start();
        files = new YouTubeFiles(folder);
        Files.delete(files.token());
        login = new GoogleLogin(
                files.settings(youTube.endpoints(), "{file}", Optional.empty()),
                new UploadHttp(Optional.empty(), Duration.ofMinutes(1), clock));
    }

    @AfterEach
    void stop() {
        login.close();
        youTube.close();
    }

    @Test
    void aCodeIsEnteredElsewhereAndTheTokenIsPrivate() throws Exception {
        youTube.tokenErrors.addAll(List.of("authorization_pending", "slow_down", "authorization_pending"));
        assertThat(login.start(false)).isInstanceOfSatisfying(State.Pending.class, waiting -> {
            assertThat(waiting.address()).isEqualTo("https://www.google.com/device");
            assertThat(waiting.code()).contains("GQVQ-JKEC");
        });
        await().until(() -> login.state() instanceof State.Done);
        assertThat(Files.getPosixFilePermissions(files.token()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(new TokenFile(files.token()).read().orElseThrow().refreshToken())
                .isEqualTo(FakeYouTube.REFRESH_TOKEN);
        assertThat(login.state().toString()).doesNotContain(FakeYouTube.REFRESH_TOKEN);
    }

    @Test
    void theEndOfALoginOfAnAppInTestingIsSaved() throws Exception {
        youTube.loginSeconds = Optional.of(604_799L);
        login.start(false);
        await().until(() -> login.state() instanceof State.Done);
        assertThat(new TokenFile(files.token()).read().orElseThrow().expiresAt().orElseThrow())
                .isBetween(
                        clock.now().plus(Duration.ofDays(7)).minusSeconds(60),
                        clock.now().plus(Duration.ofDays(7)));
    }

    @Test
    void whatWentWrongIsReported() throws Exception {
        youTube.tokenErrors.add("access_denied");
        login.start(false);
        await().until(() -> login.state() instanceof State.Failed);
        assertThat(login.state().toString()).contains("access was denied", "test users");
        youTube.tokenErrors.add("expired_token");
        login.start(false);
        await().until(() -> login.state() instanceof State.Failed);
        assertThat(login.state().toString()).contains("the code has expired");
        Files.writeString(files.client(), "{\"installed\":{\"client_id\":\"web\",\"client_secret\":\"s\"}}");
        assertThat(login.start(false).toString()).contains("TVs and", "--browser");
        Files.delete(files.client());
        assertThat(login.start(false).toString()).contains("cannot be read");
        assertThat(files.token()).doesNotExist();
    }

    @Test
    void aBrowserOfThisMachineIsRedirectedToTheLoopback() throws Exception {
        assertThat(login.start(true)).isInstanceOf(State.Pending.class);
        String address = ((State.Pending) login.state()).address();
        assertThat(address)
                .startsWith(youTube.url() + "/o/oauth2/v2/auth?")
                .contains("code_challenge_method=S256", "access_type=offline");
        String redirect = address.replaceFirst(".*redirect_uri=http%3A%2F%2F127.0.0.1%3A(\\d+)%2F.*", "$1");
        String state = address.replaceFirst(".*[?&]state=([^&]+).*", "$1");
        assertThat(get("http://127.0.0.1:" + redirect + "/?state=guessed&code=code-1"))
                .isEqualTo(404);
        assertThat(login.state()).isInstanceOf(State.Pending.class);
        assertThat(get("http://127.0.0.1:" + redirect + "/?state=" + state + "&code=code-1"))
                .isEqualTo(200);
        await().until(() -> login.state() instanceof State.Done);
    }

    private static int get(String url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
