// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.FakeClock;

/**
 * A misbehaving target is soon reported as down, with the reason, and does not affect others. The hostile servers never finish a
 * response: a scrape that returns at all has been aborted.
 */
@Timeout(300)
final class ScrapeTargetTest {

    /** Ends only scrapes of a server that never completes its response. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final Duration PLENTY = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Map<String, String> LABELS = Map.of("job", "test", "instance", "gym-7");

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aHealthyTargetIsUpWithItsSeries() throws Exception {
        try (HostileServer server = HostileServer.of(HostileServer.TEXT + "# TYPE a counter\na 1\nb{c=\"d\"} 2\n")) {
            List<Family> families = scrape(server.url());
            assertThat(value(families, "up")).isEqualTo(1);
            assertThat(value(families, "a")).isEqualTo(1);
            assertThat(value(families, "scrape_samples_scraped")).isEqualTo(2);
            assertThat(value(families, "scrape_samples_post_metric_relabeling")).isEqualTo(2);
            assertThat(families)
                    .allSatisfy(family ->
                            assertThat(family.samples().getFirst().labels()).containsAllEntriesOf(LABELS));
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void aSlowResponseTimesOut() throws Exception {
        try (HostileServer server = new HostileServer(out -> {
            for (byte b : (HostileServer.TEXT + "a 1\n".repeat(10_000)).getBytes(StandardCharsets.UTF_8)) {
                out.write(b);
                out.flush();
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            }
        })) {
            assertTimesOut(server.url());
        }
    }

    @Test
    void aMissingResponseTimesOut() throws Exception {
        try (HostileServer server = new HostileServer(out -> new CountDownLatch(1).await())) {
            assertTimesOut(server.url());
        }
    }

    @Test
    void anEndlessResponseIsAborted() throws Exception {
        try (HostileServer server = new HostileServer(out -> {
            out.write(HostileServer.TEXT.getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write("# and so on\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
            }
        })) {
            assertIsDown(server.url(), "limits.bytes");
        }
    }

    @Test
    void aResponseWithTooManySamplesIsAborted() throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            body.append("a{i=\"").append(i).append("\"} 1\n");
        }
        try (HostileServer server = HostileServer.of(HostileServer.TEXT + body)) {
            assertIsDown(server.url(), "more than 100 samples (limits.samples)");
        }
    }

    @Test
    void aGzipBombIsNotDecompressed() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 200; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        try (HostileServer server = new HostileServer(out -> {
            out.write((HostileServer.OK + "Content-Encoding: gzip\r\nContent-Type: text/plain\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(bomb.toByteArray());
        })) {
            assertIsDown(server.url(), "longer than 65536 bytes");
        }
    }

    @Test
    void responsesThatAreNotMetricsAreReportedWithTheReason() throws Exception {
        assertIsDown(HostileServer.OK + "Content-Type: text/html\r\n\r\n<html>", "sent text/html");
        assertIsDown(HostileServer.OK + "Content-Type: text/plain\r\n\r\na{b=\"\u00c3(\"} 1\n", "not valid UTF-8");
        assertIsDown(HostileServer.TEXT + "a 1\nx{__name__=\"y\"} 1\n", "line 2: the label __name__ is reserved");
        assertIsDown(HostileServer.OK + "Content-Encoding: br\r\n\r\n", "unsupported encoding br");
        assertIsDown(HostileServer.OK + "Content-Encoding: gzip\r\n\r\nno gzip", "is not HTTP");
        assertIsDown("HTTP/1.1 302 Found\r\nLocation: /metrics\r\n\r\n", "redirects (302): set url to /metrics");
        assertIsDown("HTTP/1.1 500 Oh\r\n\r\n", "returned status 500");
        assertIsDown("SSH-2.0-OpenSSH_10.0\r\n", "");
        assertIsDown(HostileServer.OK + "Content-Length: 100\r\n\r\na 1\n", "");
        assertIsDown(URI.create("http://127.0.0.1:1/metrics"), "cannot connect");
    }

    @Test
    void failuresAreLoggedWhenTheyStartAndWhenTheyEnd() throws Exception {
        AtomicBoolean good = new AtomicBoolean();
        try (HostileServer server = new HostileServer(out -> out.write(
                (HostileServer.TEXT + (good.get() ? "a 1\n" : "a one\n")).getBytes(StandardCharsets.UTF_8)))) {
            ScrapeTarget target = target(server.url(), Clock.system());
            target.scrape();
            target.scrape();
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains("cannot scrape test at", "line 1: \"one\" is not a number");
            good.set(true);
            target.scrape();
            assertThat(warnings).hasSize(2);
            assertThat(value(LatestFamilies.of(target), "a")).isEqualTo(1);
            good.set(false);
            target.scrape();
            assertThat(LatestFamilies.of(target)).extracting(Family::name).doesNotContain("a");
        }
    }

    @Test
    void aResultThatIsTooOldCountsAsDown() throws Exception {
        FakeClock clock = new FakeClock();
        try (HostileServer server = HostileServer.of(HostileServer.TEXT + "a 1\n")) {
            ScrapeTarget target = target(server.url(), clock);
            assertThat(LatestFamilies.of(target)).isEmpty();
            target.scrape();
            assertThat(value(LatestFamilies.of(target), "a")).isEqualTo(1);
            clock.advance(PLENTY.plusSeconds(11));
            assertThat(LatestFamilies.of(target)).extracting(Family::name).containsExactly("up");
            assertThat(value(LatestFamilies.of(target), "up")).isZero();
        }
    }

    @Test
    void aHangingTargetDoesNotDelayOthers() throws Exception {
        try (HostileServer hangs = new HostileServer(out -> new CountDownLatch(1).await());
                HostileServer good = HostileServer.of(HostileServer.TEXT + "a 1\n");
                Scraper scraper = Scraper.start(
                        List.of(config(hangs.url(), "hangs", SHORT), config(good.url(), "good", PLENTY)),
                        "gym-7",
                        Clock.system(),
                        warnings::add)) {
            await().until(() -> scraper.collect().targetStates().stream()
                    .filter(family -> family.name().equals("up"))
                    .anyMatch(family -> family.samples().size() == 2));
            Family up = scraper.collect().targetStates().stream()
                    .filter(family -> family.name().equals("up"))
                    .findFirst()
                    .orElseThrow();
            assertThat(up.samples())
                    .extracting(sample -> sample.labels().get("job") + " " + sample.value())
                    .containsExactly("hangs 0.0", "good 1.0");
        }
    }

    private void assertIsDown(String response, String reason) throws IOException {
        try (HostileServer server = HostileServer.of(response)) {
            assertIsDown(server.url(), reason);
        }
    }

    private void assertIsDown(URI url, String reason) {
        assertIsDown(url, PLENTY, reason);
    }

    private void assertTimesOut(URI url) {
        assertIsDown(url, SHORT, "no complete response within 1000 ms");
    }

    private void assertIsDown(URI url, Duration timeout, String reason) {
        warnings.clear();
        ScrapeTarget target = new ScrapeTarget(config(url, "test", timeout), "gym-7", Clock.system(), warnings::add);
        target.scrape();
        List<Family> families = LatestFamilies.of(target);
        assertThat(value(families, "up")).isZero();
        assertThat(families).extracting(Family::name).doesNotContain("a");
        assertThat(warnings).singleElement().asString().contains(reason);
    }

    private List<Family> scrape(URI url) {
        ScrapeTarget target = target(url, Clock.system());
        target.scrape();
        return LatestFamilies.of(target);
    }

    private ScrapeTarget target(URI url, Clock clock) {
        return new ScrapeTarget(config(url, "test", PLENTY), "gym-7", clock, warnings::add);
    }

    private static ScrapeTargetConfig config(URI url, String job, Duration timeout) {
        return new ScrapeTargetConfig(
                job,
                url,
                Credentials.NONE,
                Optional.empty(),
                Optional.empty(),
                INTERVAL,
                timeout,
                new ScrapeLimits(500_000, 100, 10),
                false,
                Map.of(),
                List.of());
    }

    private static double value(List<Family> families, String name) {
        return families.stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no family " + name))
                .samples()
                .getFirst()
                .value();
    }
}
