// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.exporter.exposition.ExpositionFormat;
import peaceofmind.exporter.exposition.MetricsServer;
import peaceofmind.exporter.exposition.Negotiation;
import peaceofmind.exporter.process.AgentProcessCollector;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.exporter.recorder.DatabaseCollector;
import peaceofmind.exporter.recorder.HeartbeatCollector;
import peaceofmind.exporter.recorder.StorageCollector;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.GuardedGroup;

final class RecorderMetricsTest {

    private static final String VIDEOS = "CREATE TABLE videos (status TEXT NOT NULL)";

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyNameAndLabelOfTheOriginalIsExposed() throws Exception {
        recorder();
        List<String> lines =
                ExpositionFormat.TEXT.write(collectors().collect()).lines().toList();
        for (String series : contract()) {
            assertThat(lines).anyMatch(line -> line.startsWith(series + " "));
        }
        assertThat(lines).contains("recorder_videos_total{status=\"in_progress\"} 1");
        assertThat(lines).contains("recorder_videos_uploaded_total 7", "recorder_upload_success_rate_24h 0.5");
    }

    /** Its table of videos, whose columns of time are local. */
    @Test
    void theExistingRecordersUploadsOfADayAreThoseOfItsVideos() throws Exception {
        try (Connection writer = connect();
                Statement statement = writer.createStatement()) {
            statement.execute("CREATE TABLE videos (filename TEXT, status TEXT NOT NULL, last_upload_attempt TEXT)");
            LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
            String template = "INSERT INTO videos VALUES ('%s', '%s', '%s')";
            for (int hour : List.of(1, 3, 23)) {
                statement.execute(template.formatted(hour + ".mp4", "completed", now.minusHours(hour)));
            }
            statement.execute(template.formatted("given-up.mp4", "failed", now.minusHours(5)));
            statement.execute(template.formatted("retried.mp4", "pending", now.minusHours(1)));
            statement.execute(template.formatted("old.mp4", "failed", now.minusHours(25)));
            statement.execute("INSERT INTO videos VALUES ('new.mp4', 'pending', NULL)");
        }
        String page = ExpositionFormat.TEXT.write(collectors().collect());
        assertThat(page).contains("recorder_upload_success_rate_24h 0.75\n", "recorder_upload_success_rate 0.6\n");
        assertThat(page).containsPattern("recorder_last_upload_timestamp_seconds \\d");
    }

    @Test
    void promtoolReportsNoProblems() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not installed");
        recorder();
        Process promtool = new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var out = promtool.getOutputStream()) {
            out.write(ExpositionFormat.TEXT.write(collectors().collect()).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(promtool.waitFor(STATE_TIMEOUT)).isTrue();
        assertThat(promtool.exitValue()).isZero();
    }

    @Test
    void missingSourcesAreVisibleAndTheirSeriesAbsent() {
        assertThat(ExpositionFormat.TEXT.write(collectors().collect()))
                .contains("recorder_up 0\n", "recorder_collector_success{collector=\"database\"} 0\n")
                .doesNotContain("recorder_heartbeat_age_seconds", "recorder_videos_total");
    }

    @Test
    void aCorruptDatabaseFailsOnlyItsCollector() throws Exception {
        Files.writeString(folder.resolve("video.db"), "this is not a database ".repeat(200));
        assertThat(ExpositionFormat.TEXT.write(collectors().collect()))
                .contains("{collector=\"database\"} 0\n", "recorder_disk_free_bytes ");
    }

    @Test
    void anExclusivelyLockedDatabaseFailsQuicklyAndRecovers() throws Exception {
        recorder();
        CollectorSet collectors = collectors();
        try (Connection writer = connect();
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("INSERT INTO videos VALUES ('pending')");
            assertThat(ExpositionFormat.TEXT.write(collectors.collect())).contains("{collector=\"database\"} 0\n");
        }
        assertThat(ExpositionFormat.TEXT.write(collectors.collect())).contains("{collector=\"database\"} 1\n");
    }

    @Test
    void aLockOfAWriterWithARollbackJournalDoesNotMatter() throws Exception {
        recorder();
        CollectorSet collectors = collectors();
        try (Connection writer = connect();
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            assertThat(ExpositionFormat.TEXT.write(collectors.collect())).contains("{collector=\"database\"} 1\n");
            statement.execute("ROLLBACK");
        }
    }

    @Test
    void scrapesNeverMakeTheWriterFail() throws Exception {
        recorder();
        CollectorSet collectors = collectors();
        try (Connection writer = connect();
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            for (int i = 0; i < 50; i++) {
                statement.execute("INSERT INTO videos VALUES ('pending')");
                collectors.collect();
            }
        }
        assertThat(ExpositionFormat.TEXT.write(collectors.collect())).contains("{status=\"pending\"} 50\n");
    }

    @Test
    void labelsAreEscapedAndOpenMetricsNamesTheFamilyWithoutTotal() {
        Family family =
                new Family("a_total", Family.Type.COUNTER, "h", List.of(new Family.Sample(Map.of("l", "\"\\\n"), 1)));
        assertThat(ExpositionFormat.OPEN_METRICS.write(List.of(family)))
                .isEqualTo("# HELP a h\n# TYPE a counter\na_total{l=\"\\\"\\\\\\n\"} 1\n# EOF\n");
    }

    @Test
    void qualityValuesDetermineTheFormat() {
        assertThat(Negotiation.format(List.of("application/openmetrics-text;version=1.0.0,text/plain;q=0.5")))
                .isEqualTo(ExpositionFormat.OPEN_METRICS);
        assertThat(Negotiation.format(List.of("application/openmetrics-text;q=0.1,text/plain")))
                .isEqualTo(ExpositionFormat.TEXT);
        assertThat(Negotiation.acceptsGzip(List.of("gzip;q=0"))).isFalse();
    }

    @Test
    void theServerRespondsToEachPathAndMethod() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (MetricsServer server = new MetricsServer(address, collectors());
                HttpClient client = HttpClient.newHttpClient()) {
            String base = "http://127.0.0.1:" + server.address().getPort();
            assertThat(status(client, base + "/metrics", "GET")).isEqualTo(200);
            assertThat(status(client, base + "/metrics", "HEAD")).isEqualTo(200);
            assertThat(status(client, base + "/metrics", "POST")).isEqualTo(405);
            assertThat(status(client, base + "/-/healthy", "GET")).isEqualTo(200);
            assertThat(status(client, base + "/nothing", "GET")).isEqualTo(404);
        }
    }

    private static int status(HttpClient client, String address, String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(STATE_TIMEOUT)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private CollectorSet collectors() {
        ProcessTimes times = new ProcessTimes(Clock.system());
        HeartbeatCollector heartbeat = new HeartbeatCollector(
                new HeartbeatReader(folder.resolve("heartbeat.json"), Optional.empty(), System::nanoTime),
                Duration.ofSeconds(30),
                System::nanoTime,
                times);
        heartbeat.poll();
        return new CollectorSet(
                "recorder",
                List.of(
                        GuardedGroup.of(heartbeat, STATE_TIMEOUT, warnings::add),
                        GuardedGroup.of(
                                new DatabaseCollector(folder.resolve("video.db"), Clock.system()),
                                STATE_TIMEOUT,
                                warnings::add),
                        GuardedGroup.of(new StorageCollector(folder), STATE_TIMEOUT, warnings::add),
                        GuardedGroup.of(new AgentProcessCollector(times, () -> 0), STATE_TIMEOUT, warnings::add)));
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("video.db"));
    }

    private void recorder() throws Exception {
        Files.writeString(folder.resolve("heartbeat.json"), """
                {"timestamp":"2026-01-01T00:00:00Z","state":"recording","uptime_seconds":4,"recording_active":true,
                 "upload_queue_size":0,"error_count":0,"restart_count":1,"internet_connected":false,"pid":1}
                """);
        try (Connection writer = connect();
                Statement statement = writer.createStatement()) {
            statement.execute(VIDEOS);
            statement.execute("INSERT INTO videos VALUES ('in_progress'), ('completed')");
            statement.execute("CREATE TABLE counters (name TEXT, value INTEGER)");
            statement.execute("INSERT INTO counters VALUES ('VIDEOS_UPLOADED', 7)");
            statement.execute("CREATE TABLE upload_results (finished_at TEXT, ok INTEGER)");
            statement.execute("INSERT INTO upload_results VALUES (strftime('%Y-%m-%dT%H:%M:%SZ'), 1),"
                    + " (strftime('%Y-%m-%dT%H:%M:%SZ'), 0), ('2001-01-01T00:00:00Z', 0)");
        }
    }

    private static List<String> contract() throws Exception {
        try (InputStream sample =
                Objects.requireNonNull(RecorderMetricsTest.class.getResourceAsStream("recorder_metrics.txt"))) {
            return new String(sample.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.lastIndexOf(' ')))
                    .toList();
        }
    }
}
