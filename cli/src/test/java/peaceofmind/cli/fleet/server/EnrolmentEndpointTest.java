// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.foundation.log.Log;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.RemoteWrite;
import peaceofmind.shipping.metrics.wire.SeriesSample;
import peaceofmind.testkit.FakeClock;

/** What nginx sends to it, byte for byte. */
class EnrolmentEndpointTest {

    private static final String TOKEN = "t".repeat(43);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private EnrolmentStore store = new EnrolmentStore(Path.of("/"), clock);
    private Optional<EnrolmentEndpoint> endpoint = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        Files.createDirectory(folder.resolve("codes"));
        store = new EnrolmentStore(folder, clock);
        endpoint = Optional.of(new EnrolmentEndpoint(
                0,
                store,
                new ServerMetrics(clock, folder.resolve("none.crt"), folder),
                Log.to(new PrintStream(log, true, StandardCharsets.UTF_8), clock)));
    }

    @AfterEach
    void stop() {
        endpoint.ifPresent(EnrolmentEndpoint::close);
    }

    @Test
    void aCodeIsExchangedAndWhatIsRefusedIsExplainedCountedAndLoggedWithoutSecrets() throws Exception {
        EnrolmentCode code = store.issue(
                new InventoryDevice("gym-1", Optional.of("rob"), Optional.empty(), List.of(), Optional.empty()));
        String body = "{\"code\":\"" + code.text() + "\",\"token\":\"" + TOKEN + "\"}";
        assertThat(post("/enroll", "", body.getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 200")
                .contains("{\"device\":\"gym-1\",\"customer\":\"rob\",\"location\":\"\"}");
        assertThat(post(
                        "/enroll",
                        "",
                        body.replace('t', 'u').replace("uoken", "token").getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 410")
                .contains("used already");
        assertThat(post("/enroll", "", "{".getBytes(StandardCharsets.UTF_8))).startsWith("HTTP/1.1 400");
        assertThat(post("/enroll", "", new byte[5_000])).startsWith("HTTP/1.1 400");
        assertThat(get("/enroll")).startsWith("HTTP/1.1 405");
        assertThat(get("/metrics"))
                .contains("peace_fleet_enrolments_total{result=\"enrolled\"} 1")
                .contains("peace_fleet_enrolments_total{result=\"used\"} 1")
                .contains("peace_fleet_disk_free_bytes")
                .as("there is no certificate")
                .doesNotContain("peace_fleet_certificate_expiry_timestamp_seconds");
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("gym-1").doesNotContain(code.text(), TOKEN);
    }

    @Test
    void aLoginThatIsNotAsciiIsComparedAsItIs() throws Exception {
        assertThat(post("/written", "S\u00e8te \"1\"", request("S\u00e8te \"1\"")))
                .startsWith("HTTP/1.1 204");
        assertThat(get("/metrics"))
                .contains("peace_fleet_checked_writes_total 1")
                .doesNotContain("written_as=");
        post("/written", "gym-1", request("S\u00e8te \"1\""));
        assertThat(get("/metrics"))
                .contains("peace_fleet_written_as_another_timestamp_seconds{login=\"gym-1\",written_as=\"S\u00e8te"
                        + " \\\"1\\\"\"} "
                        + clock.now().getEpochSecond());
    }

    @Test
    void aLoginThatAsksForTheTimeAndSendsNoSamplesIsKnownToConnect() throws Exception {
        assertThat(post("/written", "gym-1", RemoteWrite.V1.encode(List.of()))).startsWith("HTTP/1.1 204");
        assertThat(get("/metrics"))
                .contains("peace_fleet_last_request_timestamp_seconds{login=\"gym-1\"} "
                        + clock.now().getEpochSecond())
                .contains("peace_fleet_unreadable_writes_total 0");
    }

    @Test
    void aRequestThatCannotBeReadIsCounted() throws Exception {
        assertThat(post("/written", "gym-1", new byte[] {1, 2, 3})).startsWith("HTTP/1.1 204");
        assertThat(get("/metrics")).contains("peace_fleet_unreadable_writes_total 1");
    }

    private static byte[] request(String instance) {
        return RemoteWrite.V1.encode(List.of(new SeriesSample(
                Series.of("peace_build_info", Map.of("instance", instance)),
                Family.Type.GAUGE,
                1_700_000_000_000L,
                SeriesSample.toBits(1))));
    }

    private String get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", new byte[0]);
    }

    private String post(String path, String login, byte[] body) throws IOException {
        return send(
                "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Peace-Login: " + login
                        + "\r\nContent-Type: application/x-protobuf\r\nContent-Length: " + body.length + "\r\n\r\n",
                body);
    }

    private String send(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), endpoint.orElseThrow().port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
