// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's process as seen by a scraper and an administrator. */
class AgentIT {

    @TempDir
    private Path folder;

    @Test
    void itExitsOnSigterm() throws Exception {
        try (AgentRun agent = AgentRun.start(folder, AgentRun.freePort()).awaitUp()) {
            agent.terminate();
            agent.awaitExit();
            assertThat(agent.output()).contains("metrics at http://127.0.0.1:");
        }
    }

    @Test
    void aPortInUseIsReportedWithItsConfigKey() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                AgentRun agent = AgentRun.start(folder, taken.getLocalPort())) {
            assertThat(agent.awaitExit()).isEqualTo(1);
            assertThat(agent.output()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "recorder_port");
        }
    }

    @Test
    void wrongArgumentsAndConfigurationsAreReported() throws Exception {
        try (AgentRun agent = AgentRun.start(folder, 1, "--confg", "x")) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.output()).contains("usage: agent --config FILE");
        }
        Path config = Files.writeString(folder.resolve("bad.yaml"), "agent:\n  recorder_prt: 1\n  stale_after: soon\n");
        try (AgentRun agent = AgentRun.start(folder, 1, "--config", config.toString())) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.output()).contains("recorder_prt", "did you mean", "stale_after");
        }
    }

    @Test
    void withoutAControlSocketItStillServesMetrics() throws Exception {
        Files.writeString(folder.resolve("agent.sock"), "in the way");
        try (AgentRun agent = AgentRun.start(folder, AgentRun.freePort()).awaitUp()) {
            assertThat(agent.output()).contains("agent.sock exists but is not a socket", "agent.socket");
        }
    }

    @Test
    void eachFormatAndEncodingIsServedAsRequested() throws Exception {
        try (AgentRun agent = AgentRun.start(folder, AgentRun.freePort()).awaitUp()) {
            HttpResponse<byte[]> zipped = agent.get("/metrics", "Accept-Encoding", "gzip");
            assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
            String plain = new String(agent.get("/metrics").body(), StandardCharsets.UTF_8);
            assertThat(new String(
                            new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes(),
                            StandardCharsets.UTF_8))
                    .startsWith(plain.substring(0, 100));
            HttpResponse<byte[]> open = agent.get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
            assertThat(open.headers().firstValue("Content-Type").orElse("")).startsWith("application/openmetrics-text");
            assertThat(new String(open.body(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
        }
    }

    /** The recorder writes as fast as it can until 200 scrapes have read its database. */
    @Test
    void scrapesNeverBlockTheRecorderOrMakeItFail() throws Exception {
        AtomicBoolean stopping = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        AtomicLong slowestNanos = new AtomicLong();
        try (Connection recorder = database();
                Statement statement = recorder.createStatement();
                AgentRun agent = AgentRun.start(folder, AgentRun.freePort()).awaitUp()) {
            Thread writer = Thread.ofPlatform().start(() -> {
                while (!stopping.get()) {
                    long startNanos = System.nanoTime();
                    try {
                        statement.execute("INSERT INTO videos VALUES ('pending')");
                        written.incrementAndGet();
                    } catch (java.sql.SQLException locked) {
                        throw new IllegalStateException(locked);
                    } finally {
                        slowestNanos.accumulateAndGet(System.nanoTime() - startNanos, Math::max);
                    }
                }
            });
            AtomicInteger failures = new AtomicInteger();
            writer.setUncaughtExceptionHandler((_, _) -> failures.incrementAndGet());
            for (int n = 0; n < 200; n++) {
                awaitMetric(agent, "recorder_collector_success{collector=\"database\"} 1");
            }
            stopping.set(true);
            writer.join();
            assertThat(failures)
                    .as("failures of a writer that does not wait for locks")
                    .hasValue(0);
            assertThat(written.get()).isGreaterThan(200);
            System.out.printf(
                    "200 scrapes beside %d commits: slowest commit %.1f ms%n", written.get(), slowestNanos.get() / 1e6);
        }
    }

    @Test
    void aDatabaseThatAppearsLaterOrIsReplacedIsReopened() throws Exception {
        try (AgentRun agent = AgentRun.start(folder, AgentRun.freePort()).awaitUp()) {
            awaitMetric(agent, "collector=\"database\"} 0");
            try (Connection recorder = database();
                    Statement statement = recorder.createStatement()) {
                statement.execute("INSERT INTO videos VALUES ('pending')");
                awaitMetric(agent, "recorder_videos_total{status=\"pending\"} 1");
            }
            Path other = folder.resolve("other.db");
            try (Connection replacement = DriverManager.getConnection("jdbc:sqlite:" + other);
                    Statement statement = replacement.createStatement()) {
                statement.execute("CREATE TABLE videos (status TEXT NOT NULL)");
                statement.execute("INSERT INTO videos VALUES ('failed'), ('failed')");
            }
            // Required whenever a WAL database is replaced.
            Files.deleteIfExists(folder.resolve("video_metadata.db-wal"));
            Files.deleteIfExists(folder.resolve("video_metadata.db-shm"));
            Files.move(other, folder.resolve("video_metadata.db"), StandardCopyOption.REPLACE_EXISTING);
            awaitMetric(agent, "recorder_videos_total{status=\"failed\"} 2");
        }
    }

    /** Not the first scrape alone: on a busy machine a collector may exceed its time limit, and has no series in that scrape. */
    private static void awaitMetric(AgentRun agent, String line) {
        await().pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(new String(agent.get("/metrics").body(), StandardCharsets.UTF_8))
                        .contains(line));
    }

    private Connection database() throws Exception {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("video_metadata.db"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            // A single locked database would be a failure.
            statement.execute("PRAGMA busy_timeout = 0");
            statement.execute("CREATE TABLE videos (status TEXT NOT NULL)");
        }
        return connection;
    }
}
