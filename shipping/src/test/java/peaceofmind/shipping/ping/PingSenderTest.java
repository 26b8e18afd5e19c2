// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.contract.health.DeviceSnapshot;
import peaceofmind.contract.health.Observed;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.FakeClock;
import peaceofmind.testkit.PingServer;
import peaceofmind.testkit.PingServer.Mode;
import peaceofmind.testkit.PingServer.Ping;

/** Pings to a local server with the rules of Healthchecks and Uptime Kuma. */
final class PingSenderTest {

    private static final Duration MAX_BATCH_AGE = Duration.ofMinutes(10);
    private static final String SECRET = "5f1c9a0e";

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private volatile String condition = "healthy";
    private volatile boolean watchdogResponds = true;
    private PingServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = PingServer.start();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private PingSender sender(String url) throws ConfigException {
        return senderWith("url: \"" + url + "\"");
    }

    private PingSender senderWith(String keys) throws ConfigException {
        PingConfig config = PingConfig.readAll(
                        ConfigDocument.parse("test", "ping: {every: 5min, grace: 2min, " + keys + "}"))
                .getFirst();
        return new PingSender(
                config,
                new DeviceConfig("gym", "", "Balaruc"),
                this::snapshot,
                new PingSender.Timing(MAX_BATCH_AGE, Duration.ofSeconds(1)),
                "peace/test",
                clock,
                new Random(7),
                log::add);
    }

    private DeviceSnapshot snapshot() {
        return new DeviceSnapshot(
                clock.now(),
                ZoneOffset.UTC,
                new WatchedProgram("recorder", true),
                watchdogResponds ? Observed.of(watchdog()) : Observed.missing("not running"),
                Observed.missing("not running"),
                List.of(),
                Observed.of(List.of()),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private WatchdogStatus watchdog() {
        try {
            return WatchdogStatus.parse(
                    Json.parseObject("{\"services\":[{\"name\":\"recorder\",\"condition\":\"" + condition + "\"}]}"));
        } catch (JsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void checkTwice(PingSender sender) {
        sender.sendIfDue();
        sender.sendIfDue();
    }

    private void pass(PingSender sender, Duration time) {
        Duration step = PingSender.checkInterval(Duration.ofMinutes(5));
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            clock.advance(step);
            sender.accept(new Batch(clock.now(), List.of()));
            sender.sendIfDue();
        }
    }

    @Test
    void healthchecksGetsStartThenSuccessThenFailureWithItsReasonThenSuccess() throws Exception {
        PingSender sender = sender(server.url(PingServer.CHECK));
        checkTwice(sender);
        assertThat(server.signals()).containsExactly("start", "ok");
        pass(sender, Duration.ofMinutes(10));
        assertThat(server.signals()).containsExactly("start", "ok", "ok", "ok");

        condition = "gave_up";
        pass(sender, Duration.ofMinutes(1));
        assertThat(server.signals()).as("within the grace").hasSize(4);
        pass(sender, Duration.ofMinutes(2));
        assertThat(server.pings().getLast().signal()).isEqualTo("fail");
        assertThat(server.pings().getLast().text())
                .startsWith("gym (Balaruc): down: No word from the recorder since")
                .contains("Needs you: see step 4.");

        condition = "healthy";
        pass(sender, Duration.ofSeconds(30));
        assertThat(server.pings().getLast())
                .isEqualTo(new Ping("ok", "gym (Balaruc): All is well. The recorder is running."));
        assertThat(server.violations()).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void uptimeKumaGetsStatusMessageAndRoundTripInsteadOfItsExample() throws Exception {
        PingSender sender = sender(server.url(PingServer.MONITOR) + "?status=up&msg=OK&ping=");
        checkTwice(sender);
        assertThat(server.pings())
                .containsExactly(new Ping("up", "gym (Balaruc): All is well. The recorder is running."));
        condition = "gave_up";
        pass(sender, Duration.ofMinutes(3));
        assertThat(server.signals()).containsExactly("up", "down");
        assertThat(server.pings().getLast().text())
                .contains("No word from the recorder")
                .hasSizeLessThan(250);
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void aDeviceThatNobodyWatchesIsNotWell() throws Exception {
        PingSender sender = sender(server.url(PingServer.CHECK));
        checkTwice(sender);
        watchdogResponds = false;
        pass(sender, Duration.ofMinutes(3));
        assertThat(server.signals()).containsExactly("start", "ok", "fail");
    }

    @Test
    void anAgentThatCollectsNothingIsNotWell() throws Exception {
        PingSender sender = sender(server.url(PingServer.CHECK));
        checkTwice(sender);
        clock.advance(MAX_BATCH_AGE.plusSeconds(1));
        sender.sendIfDue();
        clock.advance(Duration.ofMinutes(2));
        sender.sendIfDue();
        assertThat(server.pings().getLast()).satisfies(ping -> {
            assertThat(ping.signal()).isEqualTo("fail");
            assertThat(ping.text()).contains("The agent has collected nothing for 721 s.");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "HANGS, did not respond within 1 s",
        "NOT_FOUND, does not seem to be the right URL: it returned 404",
        "TOO_MANY_REQUESTS, limits the request rate (429)",
        "RATE_LIMITED, limits the request rate",
        "SERVER_ERROR, returned a server error (500)",
        "REDIRECTS, it returned 302",
        "CLOSES, failed",
        "WEB_PAGE, is it the network's login page?"
    })
    void everyFailureIsReportedOnceWithoutTheUrlAndOverWhenTheServiceWorks(Mode mode, String reason) throws Exception {
        PingSender sender = sender(server.url(PingServer.CHECK));
        server.setMode(mode);
        sender.sendIfDue();
        pass(sender, Duration.ofMinutes(6));
        assertThat(server.signals()).isEmpty();
        assertThat(server.requests()).hasSizeBetween(2, 16).allMatch(request -> request.startsWith("POST /ping/"));
        assertThat(log).hasSize(1).first().asString().contains(reason).doesNotContain(SECRET);
        assertThat(value(sender, "peace_ping_up")).isZero();
        assertThat(value(sender, "peace_ping_failures_total")).isGreaterThan(1);

        server.setMode(Mode.WORKS);
        pass(sender, Duration.ofMinutes(6));
        assertThat(server.signals()).isNotEmpty().containsOnly("ok");
        assertThat(log).hasSize(2).last().asString().startsWith("ping: sending again");
        assertThat(value(sender, "peace_ping_up")).isEqualTo(1);
        assertThat(value(sender, "peace_ping_last_success_timestamp_seconds"))
                .isGreaterThan((double) Instant.parse("2026-11-24T08:05:00Z").getEpochSecond());
    }

    @Test
    void theRateThatTheServiceAsksForIsKept() throws Exception {
        PingSender sender = sender(server.url(PingServer.CHECK));
        server.setMode(Mode.TOO_MANY_REQUESTS);
        sender.sendIfDue();
        pass(sender, Duration.ofSeconds(90));
        assertThat(server.requests()).hasSize(1);
        pass(sender, Duration.ofSeconds(30));
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aServiceThatAppearsLaterGetsItsPing() throws Exception {
        int port = server.port();
        PingSender sender = sender(server.url(PingServer.CHECK));
        server.close();
        sender.sendIfDue();
        pass(sender, Duration.ofMinutes(2));
        assertThat(log).hasSize(1).first().asString().contains("cannot connect to 127.0.0.1");
        server = PingServer.start(port);
        pass(sender, Duration.ofMinutes(3));
        assertThat(server.signals()).containsExactly("ok");
    }

    @Test
    void aCheckThatWasDeletedIsAProblemAlthoughTheServiceSaysOk() throws Exception {
        PingSender sender = sender(server.url(PingServer.DELETED_CHECK));
        checkTwice(sender);
        assertThat(log).hasSize(1).first().asString().contains("knows no such check");
        PingSender kuma = sender(server.url("/api/push/Gone123456"));
        checkTwice(kuma);
        assertThat(log.getLast()).contains("Monitor not found or not active.").doesNotContain("Gone123456");
    }

    @Test
    void theProxyIsUsed() throws Exception {
        List<String> proxied = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                proxied.add(exchange.getRequestURI().toString());
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("OK".getBytes(StandardCharsets.UTF_8));
            }
        });
        proxy.start();
        try {
            PingSender sender =
                    senderWith("url: \"http://no-such-host.invalid/ping/x\", allow_insecure: true, proxy: \"127.0.0.1:"
                            + proxy.getAddress().getPort() + "\"");
            sender.sendIfDue();
            assertThat(proxied).containsExactly("http://no-such-host.invalid/ping/x/start");
            assertThat(log).isEmpty();
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void theUrlIsReadFromItsFileAtEachUse() throws Exception {
        Path file = folder.resolve("url");
        PingSender sender = senderWith("url_file: " + file);
        sender.sendIfDue();
        assertThat(log).hasSize(1).first().asString().contains("cannot read the URL in " + file);
        Files.writeString(file, "hc-ping.com/" + SECRET + "\n");
        pass(sender, Duration.ofMinutes(3));
        assertThat(log).hasSize(2).last().asString().contains("is not a URL").doesNotContain(SECRET);
        Files.writeString(file, server.url(PingServer.CHECK) + "\n");
        pass(sender, Duration.ofMinutes(3));
        assertThat(server.signals()).containsExactly("ok");
    }

    @Test
    void aUrlThatIsASecretIsNotSentWithoutTlsToAnotherMachine() throws Exception {
        PingSender sender = sender("http://no-such-host.invalid" + PingServer.CHECK);
        sender.sendIfDue();
        assertThat(log).hasSize(1).first().asString().contains("without encryption", "allow_insecure: true");
    }

    @Test
    void theTestCommandPingsAtOnceAndReportsTheResult() throws Exception {
        PingSender sender = sender(server.url(PingServer.CHECK));
        assertThat(sender.families().stream().map(Family::name))
                .containsExactly("peace_ping_sent_total", "peace_ping_failures_total");
        checkTwice(sender);
        List<String> responses = new CopyOnWriteArrayList<>();
        Thread requests = Thread.ofVirtual().start(() -> {
            // A person asks while nothing is due.
            responses.add(sender.test().toJson());
        });
        await().until(() -> {
            sender.sendIfDue();
            return !responses.isEmpty();
        });
        requests.join();
        assertThat(server.signals()).containsExactly("start", "ok", "ok");
        assertThat(responses.getFirst())
                .contains("\"problem\":\"\"", "\"last_success\":\"2026-", "\"every_seconds\":300");
    }

    private static double value(PingSender sender, String name) {
        List<Double> values = new ArrayList<>();
        for (Family family : sender.families()) {
            if (family.name().equals(name)) {
                family.samples().forEach(sample -> values.add(sample.value()));
            }
        }
        assertThat(values).as(name).hasSize(1);
        return values.getFirst();
    }

    @Test
    void eachSignalIsCounted() throws Exception {
        PingSender sender = sender(server.url(PingServer.CHECK));
        checkTwice(sender);
        assertThat(sender.families().getFirst().samples())
                .containsExactly(
                        new Family.Sample(Map.of("signal", "start"), 1),
                        new Family.Sample(Map.of("signal", "ok"), 1),
                        new Family.Sample(Map.of("signal", "fail"), 0));
    }
}
