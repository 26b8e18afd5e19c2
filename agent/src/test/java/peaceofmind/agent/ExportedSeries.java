// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.alert.Selector;
import peaceofmind.exporter.node.MachineFixture;
import peaceofmind.exporter.node.pi.PreviousBoot;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.exporter.recorder.HeartbeatCollector;
import peaceofmind.exporter.scrape.ScrapeTargetConfig;
import peaceofmind.exporter.scrape.Scraper;
import peaceofmind.exporter.watchdog.WatchdogCollector;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.FileSystemSpace;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.SuppliedCollector;
import peaceofmind.shipping.metrics.MetricShipper;
import peaceofmind.shipping.metrics.ShipMetricsConfig;
import peaceofmind.shipping.ping.Pings;
import peaceofmind.testkit.TestCertificate;

/** The series of the agent's real collectors on a device where everything happens at once. */
public final class ExportedSeries {

    private final Path folder;
    private final List<Family> families = new ArrayList<>();

    private ExportedSeries(Path folder) {
        this.folder = folder;
    }

    /** Their state is kept below that folder. */
    public static List<Family> collect(Path folder) throws Exception {
        ExportedSeries all = new ExportedSeries(folder);
        all.node();
        all.previousBoot();
        all.recorder();
        all.scraped();
        return all.families;
    }

    private void node() throws IOException {
        MachineFixture fixture = MachineFixture.of("pi5", folder.resolve("pi5"));
        double[] free = {30e9};
        CollectorSet set = fixture.collectorSet(
                List.of(), _ -> new FileSystemSpace(64e9, free[0] + 2e9, free[0], 3_900_000, 3_700_000));
        for (int minute = 0; minute < 40; minute++) {
            set.collect();
            free[0] -= 100e6;
            fixture.clock.advance(Duration.ofMinutes(1));
        }
        families.addAll(set.collect());
    }

    private void previousBoot() throws IOException {
        Path root = Files.createDirectories(folder.resolve("boots"));
        Path id = root.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(id.resolveSibling(""));
        Files.writeString(id, "one\n");
        PreviousBoot.start(root.resolve("state"), Roots.below(root), Instant.EPOCH);
        Files.writeString(id, "two\n");
        families.addAll(PreviousBoot.start(root.resolve("state"), Roots.below(root), Instant.EPOCH)
                .collect()
                .families());
    }

    private void recorder() throws Exception {
        TestCertificate certificate = TestCertificate.create("localhost", 30, folder);
        Path settingsFile =
                Files.writeString(folder.resolve("peace.yaml"), """
                agent:
                  heartbeat: %1$s/heartbeat.json
                  database: %1$s/video.db
                  storage: %1$s
                  state_dir: %1$s/agent
                  watchdog_socket: %1$s/watchdog.sock
                dashboard:
                  tls_keystore: %2$s
                  tls_keystore_password_file: %1$s/password
                ping: {url: "http://127.0.0.1:9/x", grace: 0s}
                ship:
                  metrics: [{name: away, url: "http://127.0.0.1:9/", send_every: 1s, interval: 1s}]
                """.formatted(folder, certificate.keystore()));
        Files.writeString(folder.resolve("password"), TestCertificate.PASSWORD);
        AgentSettings settings = AgentSettings.read(ConfigDocument.read(settingsFile));
        writeStateFiles(settings.agent());
        Optional<HeartbeatCollector> heartbeat =
                CollectorSets.heartbeat(settings.agent(), new ProcessTimes(Clock.system()));
        heartbeat.orElseThrow().poll();
        WatchdogCollector watchdog = CollectorSets.watchdog(settings.agent());
        try (ControlServer _ = ControlServer.listen(
                        settings.agent().watchdogSocket(), "rw-------", (request, _) -> watchdog(request));
                MetricShipper shipper = shipper(settings.shipMetrics());
                Pings pings = pings(settings)) {
            shipper.accept(new Batch(Instant.now(), List.of(Family.gauge("up", "", 1))));
            await().until(() -> shipper.collector().collect().families().stream()
                    .anyMatch(family -> family.name().equals("peace_ship_up")
                            && !family.samples().isEmpty()));
            await().until(() ->
                    pings.families().stream().anyMatch(family -> family.name().equals("peace_ping_up")));
            Collector expiry = ExpiryItems.collector(settings);
            await().until(() -> !expiry.collect().families().isEmpty());
            families.addAll(CollectorSets.recorder(
                            settings.agent(),
                            heartbeat,
                            () -> 0,
                            watchdog,
                            List.of(shipper.collector(), expiry, new SuppliedCollector("ping", pings::families)),
                            _ -> {})
                    .collect());
        }
    }

    /** To nobody. */
    private static Pings pings(AgentSettings settings) {
        return Pings.start(
                settings.pings(),
                settings.device(),
                () -> {
                    throw new IllegalStateException("nothing is known of the device");
                },
                Duration.ofMinutes(1),
                "peace/test",
                Clock.system(),
                _ -> {});
    }

    private MetricShipper shipper(ShipMetricsConfig config) {
        return MetricShipper.start(
                config,
                new DeviceConfig("gym", "", ""),
                new peaceofmind.shipping.metrics.ShippingContext(
                        folder.resolve("ship"), "peace/test", Clock.system(), _ -> {}, _ -> {}));
    }

    private void writeStateFiles(AgentConfig config) throws Exception {
        Files.writeString(config.heartbeat().orElseThrow(), """
                {"timestamp":"2026-01-01T00:00:00Z","state":"error","recording_active":true,"recording_bytes":5,
                 "upload_queue_size":3,"internet_connected":false,"camera_connected":false,"upload_target_up":false,
                 "uploads":[{"target":"youtube","up":false,"waits_until":"2026-01-02T08:00:00Z",
                 "login_expires_at":"2026-01-02T08:00:00Z","file":"a.mp4","sent_bytes":5,"total_bytes":10,"bytes_per_second":1,
                 "left_seconds":5}],
                 "frame_rate":24.9,"encoder_speed":1.0,"frames_dropped":2,"audio_level_dbfs":-21.5,"audio_silent_seconds":0,
                 "picture_black_seconds":400,"picture_frozen_seconds":0,"pid":1}
                """);
        try (Connection writer = DriverManager.getConnection(
                        "jdbc:sqlite:" + config.database().orElseThrow());
                Statement statement = writer.createStatement()) {
            statement.execute("CREATE TABLE videos (status TEXT NOT NULL)");
            statement.execute("INSERT INTO videos VALUES ('completed')");
            statement.execute("CREATE TABLE counters (name TEXT, value INTEGER)");
            statement.execute("INSERT INTO counters VALUES ('VIDEOS_RECORDED', 7), ('VIDEOS_UPLOADED', 6)");
            statement.execute("CREATE TABLE upload_results (finished_at TEXT, ok INTEGER)");
            statement.execute("INSERT INTO upload_results VALUES (strftime('%Y-%m-%dT%H:%M:%SZ'), 1)");
        }
        Files.createDirectories(config.drillState().resolveSibling(""));
        Files.writeString(config.drillState(), "{\"last_success\":{\"kill\":1790000000}}");
        Files.createDirectories(config.updateState().resolveSibling(""));
        Files.writeString(config.updateState(), "{\"step\":\"rolled_back\",\"to\":\"2\",\"from\":\"1\",\"begun\":1}");
    }

    private static JsonObject watchdog(JsonObject request) {
        if (request.text("command").equals(Optional.of("status"))) {
            return Json.object()
                    .put(
                            "services",
                            List.of(Json.object()
                                    .put("name", "recorder")
                                    .put("condition", "gave_up")
                                    .put("unstable", true)
                                    .put("restarts_total", 1)
                                    .build()))
                    .put("reboots", Json.object().put("total", 1).build())
                    .put(
                            "network",
                            Json.object()
                                    .put("outage", true)
                                    .put(
                                            "totals",
                                            List.of(Json.object()
                                                    .put("rung", "reload")
                                                    .put("result", "helped")
                                                    .put("count", 2)
                                                    .build()))
                                    .build())
                    .build();
        }
        return Json.object()
                .put("events", List.of(event(1, "restart"), event(2, "reboot")))
                .build();
    }

    private static JsonObject event(int sequence, String kind) {
        return Json.object()
                .put("sequence", sequence)
                .put("kind", kind)
                .put("service", "recorder")
                .put("time", "2026-01-01T00:00:00Z")
                .build();
    }

    private void scraped() throws Exception {
        ConfigDocument document = ConfigDocument.parse(
                "test", "scrape: {targets: [{job: gone, url: \"http://127.0.0.1:9/metrics\", interval: 1s}]}");
        try (Scraper scraper = Scraper.start(ScrapeTargetConfig.readAll(document), "gym", Clock.system(), _ -> {})) {
            await().until(() -> !scraper.collect().targetStates().isEmpty());
            families.addAll(scraper.collect().targetStates());
        }
    }

    /** Whether a sample of the selector's metric has every label of the selector, and matches it. */
    static boolean has(List<Family> families, Selector selector) {
        return families.stream()
                .filter(family -> family.name().equals(selector.metric()))
                .flatMap(family -> family.samples().stream())
                .map(Family.Sample::labels)
                .anyMatch(labels -> selector.matches(labels) && namesAll(labels, selector));
    }

    private static boolean namesAll(Map<String, String> labels, Selector selector) {
        return selector.matchers().stream().allMatch(match -> labels.containsKey(match.label()));
    }
}
