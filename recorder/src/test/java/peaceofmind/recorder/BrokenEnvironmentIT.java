// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.upload.youtube.FakeYouTube;

/** A recorder in its own process, around which nothing works: no GPIO chip, no sound card, and no target that takes a video. */
class BrokenEnvironmentIT {

    private static final int FULL = 507;

    @TempDir
    private Path folder;

    private final List<FakeYouTube> channels = new ArrayList<>();
    private Optional<HttpServer> fullShare = Optional.empty();
    private RecorderRun recorder;

    @BeforeEach
    void prepare() throws Exception {
        FakeYouTube revoked = channel();
        revoked.revokeLogin();
        FakeYouTube withoutChannel = channel();
        withoutChannel.refuse(Collections.nCopies(1000, "401 youtubeSignupRequired"));
        Path client = client("client.json", FakeYouTube.CLIENT_SECRET);
        Path token = Files.writeString(
                folder.resolve("token.json"), "{\"refresh_token\":\"" + FakeYouTube.REFRESH_TOKEN + "\"}");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        recorder = new RecorderRun(folder).withConfig("""
            lights: {enabled: true, chip: no-such-chip}
              voice: {enabled: true, device: "plughw:27,0"}
              upload:
                targets:
                  - {name: revoked, youtube: {client_file: %1$s, token_file: %2$s, test_server: "%3$s"}}
                  - {name: wrong, youtube: {client_file: %4$s, token_file: %2$s, test_server: "%5$s"}}
                  - {name: channelless, youtube: {client_file: %1$s, token_file: %2$s, test_server: "%6$s"}}
                  - {name: full, webdav: {url: "http://127.0.0.1:%7$d/videos"}}""".formatted(
                        client,
                        token,
                        revoked.url(),
                        client("other.json", "another-secret"),
                        channel().url(),
                        withoutChannel.url(),
                        startFullShare()));
    }

    private FakeYouTube channel() throws Exception {
        channels.add(FakeYouTube.start());
        return channels.getLast();
    }

    private Path client(String name, String secret) throws Exception {
        return Files.writeString(
                folder.resolve(name),
                "{\"installed\":{\"client_id\":\"%s\",\"client_secret\":\"%s\"}}"
                        .formatted(FakeYouTube.CLIENT_ID, secret));
    }

    private int startFullShare() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean folderItself = exchange.getRequestURI().getPath().equals("/videos");
            exchange.sendResponseHeaders(
                    exchange.getRequestMethod().equals("PUT") ? FULL : folderItself ? 200 : 404, -1);
            exchange.close();
        });
        server.start();
        fullShare = Optional.of(server);
        return server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        recorder.destroy();
        channels.forEach(FakeYouTube::close);
        fullShare.ifPresent(server -> server.stop(0));
    }

    private String problem(String target) throws Exception {
        return recorder.send("status").items("uploads").stream()
                .map(JsonObject.class::cast)
                .filter(upload -> upload.text("target").equals(Optional.of(target)))
                .findFirst()
                .flatMap(upload -> upload.text("problem"))
                .orElse("");
    }

    @Test
    void eachProblemIsReportedWithWhatToDoAndRecordingContinues() throws Exception {
        recorder.start().awaitState("ready");
        recorder.send("start");
        recorder.awaitBytes(30_000);
        recorder.send("stop");
        recorder.awaitState("ready");

        await().until(() -> problem("revoked").contains("peace recorder login revoked"));
        await().until(() -> problem("wrong").contains("OAuth client"));
        await().until(() -> problem("channelless").contains("has no YouTube channel"));
        await().until(() -> problem("full").contains("is full"));
        await().until(() -> recorder.send("status")
                .text("panel_problem")
                .filter(text -> text.contains("GPIO chip") && text.contains("recorder.lights"))
                .isPresent());
        await().until(() -> recorder.send("status").text("voice_problem").isPresent());

        recorder.send("start");
        recorder.awaitState("recording");
        recorder.awaitBytes(30_000);
        assertThat(recorder.send("status").integer("error_count"))
                .as("of the recorder")
                .contains(0L);
        recorder.send("stop");
        await().until(() -> recorder.send("videos").items("videos").size() == 2);
        assertThat(recorder.output()).doesNotContain(FakeYouTube.REFRESH_TOKEN, "another-secret");
    }
}
