// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.cli.fleet.rollout.RolloutDevice;
import peaceofmind.cli.fleet.rollout.RolloutJournal;
import peaceofmind.cli.fleet.rollout.RolloutStep;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.testkit.FakeClock;

class FleetPageServerTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final AtomicInteger reads = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<String> failure = Optional.empty();
    private FleetActivity activity = FleetActivity.NONE;
    private FleetPageServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FleetPageServer(0, this::read, () -> activity, Optional.empty(), clock);
    }

    @AfterEach
    void stop() {
        server.close();
        http.shutdownNow();
    }

    @Test
    void aPageHasACardForEachDeviceAndCanBeSearched() throws Exception {
        String page = get("").body();
        assertThat(page)
                .contains("<title>Fleet: 1 needs attention</title>")
                .contains("2 devices: 1 silent, 1 up, 0 s ago")
                .contains(
                        "<article class=\"down\"><h2><span>gym-lyon</span><span>silent</span></h2><p>Nothing from it for 2 h.</p>")
                .contains("seen 2 h 00 min ago · Lyon · rob · Rob, 0600")
                .contains("<option value=\"canary\">canary</option>")
                .contains("64 GB free · 51 °C");
        assertThat(page.indexOf("gym-lyon")).isLessThan(page.indexOf("gym-nice"));
        assertThat(get("?search=LYON").body()).contains("gym-lyon").doesNotContain("gym-nice");
        assertThat(get("?search=&group=canary").body()).contains("gym-nice").doesNotContain("gym-lyon</span>");
        assertThat(get("status.json").body()).contains("\"name\": \"gym-lyon\"", "\"problem\": null");
    }

    @Test
    void whatSomebodyElseWroteIsText() throws Exception {
        assertThat(get("?search=%22%3E%3Cscript%3E&group='%3Cb%3E").body())
                .contains("value=\"&quot;&gt;&lt;script&gt;\"")
                .doesNotContain("<script>", "<b>");
        assertThat(get("").headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
    }

    @Test
    void theServerIsQueriedOnceForAllWhoOpenThePage() throws Exception {
        get("");
        get("");
        assertThat(reads).hasValue(1);
        clock.advance(Duration.ofSeconds(15));
        get("");
        assertThat(reads).hasValue(2);
    }

    @Test
    void whenTheServerIsAwayThePageSaysSoAndHowOldItIs() throws Exception {
        failure = Optional.of("http://server does not respond.");
        assertThat(get("").body())
                .contains("<title>Fleet: unknown</title>")
                .contains(
                        "role=\"alert\">The server cannot be read: http://server does not respond. Nothing is known yet.");
        failure = Optional.empty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(get("").body()).doesNotContain("role=\"alert\"");
        failure = Optional.of("http://server does not respond.");
        clock.advance(Duration.ofMinutes(5));
        assertThat(get("").body())
                .contains("<title>Fleet: unknown</title>")
                .contains("Below is what was known 5 min 00 s ago.", "gym-lyon");
        assertThat(get("status.json").statusCode()).isEqualTo(503);
    }

    @Test
    void anUpdateThatStoppedIsShownWithItsReasonsAndACommandWithoutItsArguments() throws Exception {
        Path update =
                journal("update.json", List.of("sudo", "-n", "peace", "update", "--to", "1.5.0"), RolloutStep.FAILED);
        Path run = journal("run.json", List.of("login", "s3cret"), RolloutStep.VERIFIED);
        activity = FleetActivity.read(List.of(update, run, folder.resolve("none.json")), Optional.empty(), clock.now());
        assertThat(get("").body())
                .contains(
                        "Update to 1.5.0",
                        "2 devices: 1 not started, 1 failed",
                        "gym-1: failed: &lt;b&gt;no space left")
                .contains("Command on many devices", "2 devices: 1 not started, 1 verified")
                .contains("last change 0 s ago")
                .doesNotContain("s3cret", "<b>", "Maintenance");
        Files.writeString(update, "{damaged");
        assertThat(FleetActivity.read(List.of(update), Optional.empty(), clock.now())
                        .problems())
                .singleElement()
                .asString()
                .contains("update.json cannot be read");
    }

    @Test
    void aRolloutThatIsFinishedLeavesThePageAfterADay() throws Exception {
        Path file = folder.resolve("update.json");
        try (RolloutJournal journal = RolloutJournal.open(file)) {
            journal.start(
                    List.of("peace", "update", "--to", "2"),
                    List.of(new RolloutDevice("gym-1", "", false, RolloutStep.VERIFIED, "", clock.now())));
        }
        assertThat(FleetActivity.read(List.of(file), Optional.empty(), clock.now())
                        .rollouts())
                .singleElement()
                .matches(notice -> notice.level().equals("up"));
        clock.advance(Duration.ofHours(25));
        assertThat(FleetActivity.read(List.of(file), Optional.empty(), clock.now())
                        .rollouts())
                .isEmpty();
    }

    private Path journal(String name, List<String> command, RolloutStep step) throws Exception {
        Path file = folder.resolve(name);
        try (RolloutJournal journal = RolloutJournal.open(file)) {
            journal.start(
                    command,
                    List.of(
                            new RolloutDevice("gym-1", "rob", true, step, "<b>no space left", clock.now()),
                            RolloutDevice.pending("gym-2", "rob", false, clock.now())));
        }
        return file;
    }

    @Test
    void anotherNameIsRefusedSinceAForeignPageCouldControlIt() throws Exception {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain("gym-lyon");
        }
    }

    private List<FleetDevice> read() throws CommandFailedException {
        reads.incrementAndGet();
        if (failure.isPresent()) {
            throw new CommandFailedException(failure.get());
        }
        return List.of(
                new FleetDevice(
                        new InventoryDevice(
                                "gym-lyon",
                                Optional.of("rob"),
                                Optional.of("Lyon"),
                                List.of(),
                                Optional.of("Rob, 0600")),
                        true,
                        FleetState.SILENT,
                        Optional.of(clock.now().minus(Duration.ofHours(2))),
                        List.of("Nothing from it for 2 h."),
                        FleetDevice.Figures.NONE),
                new FleetDevice(
                        new InventoryDevice(
                                "gym-nice", Optional.of("rob"), Optional.empty(), List.of("canary"), Optional.empty()),
                        true,
                        FleetState.UP,
                        Optional.of(clock.now()),
                        List.of(),
                        new FleetDevice.Figures(
                                OptionalDouble.of(64e9),
                                OptionalDouble.of(51),
                                OptionalDouble.empty(),
                                Optional.of("0.1.0"),
                                Optional.empty())));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
