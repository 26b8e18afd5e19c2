// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/**
 * Debian's Prometheus and this scraper read the same strange pages: both find the target up or down, with the same series and values,
 * or the page says why not.
 */
final class PrometheusAgreementIT {

    /** Debian 12's: parsers of other versions differ in details, and the reasons in the pages are about this one. */
    private static final String VERSION = "2.42.";

    private static final String CLIENT = "peace";
    private static final ScrapeLimits LIMITS = new ScrapeLimits(256 * 1024, 1000, 20);

    /** Differ from scrape to scrape, or are Prometheus' alone. */
    private static final Set<String> NOT_COMPARED = Set.of("scrape_duration_seconds", "scrape_series_added");

    @TempDir
    private Path folder;

    @Test
    void strangePagesAreReadAsPrometheusReadsThem() throws Exception {
        Assumptions.assumeTrue(isInstalled(), "needs prometheus " + VERSION + "x, which is not installed");
        List<StrangePage> pages = Stream.of(
                        StrangeTextPages.all(), StrangeOpenMetricsPages.all(), StrangeHttpPages.all())
                .flatMap(List::stream)
                .toList();
        assertThat(pages).extracting(StrangePage::name).doesNotHaveDuplicates().hasSizeGreaterThan(200);
        List<String> unexpected = new ArrayList<>();
        try (PageServer server = new PageServer(pages);
                PagePrometheus prometheus = PagePrometheus.scrape(server, pages, LIMITS, folder)) {
            Map<String, ScrapedPage> theirs = prometheus.pages();
            for (int number = 0; number < pages.size(); number++) {
                StrangePage page = pages.get(number);
                compare(page, compared(Objects.requireNonNull(theirs.get(page.name()))), own(server, page, number))
                        .ifPresent(unexpected::add);
            }
        }
        assertThat(unexpected)
                .as("pages that are read otherwise than the test says")
                .isEmpty();
    }

    private static Optional<String> compare(StrangePage page, ScrapedPage theirs, ScrapedPage ours) {
        if (theirs.equalsApartFromReason(ours) == page.difference().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(page.name()
                + (page.difference().isPresent() ? ": no longer differs" : "")
                + "\n    Prometheus: " + theirs.describe(ours)
                + "\n    here:       " + ours.describe(theirs));
    }

    /** Scrapes it twice, as Prometheus has at least. */
    private static ScrapedPage own(PageServer server, StrangePage page, int number) {
        List<String> warnings = new ArrayList<>();
        ScrapeTargetConfig config = new ScrapeTargetConfig(
                "strange",
                URI.create("http://" + server.address() + PageServer.path(CLIENT, number)),
                Credentials.NONE,
                Optional.empty(),
                Optional.of(server.address()),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                LIMITS,
                false,
                Map.of("page", page.name()),
                List.of());
        ScrapeTarget target = new ScrapeTarget(config, "gym-7", Clock.system(), warnings::add);
        target.scrape();
        target.scrape();
        TreeMap<String, Double> samples = new TreeMap<>();
        ScrapeTarget.Result result = target.latest();
        List<Family> families = new ArrayList<>(result.states());
        families.addAll(result.exposed());
        for (Family family : families) {
            for (Family.Sample sample : family.samples()) {
                String series = Series.of(family.name(), sample.labels()).toString();
                if (samples.putIfAbsent(series, sample.value()) != null) {
                    samples.put(series + ", twice", sample.value());
                }
            }
        }
        double up = Objects.requireNonNull(
                samples.get(Series.of("up", Map.of("job", "strange", "instance", server.address(), "page", page.name()))
                        .toString()));
        return compared(new ScrapedPage(up != 0, samples, String.join("; ", warnings)));
    }

    /** A scrape that failed has read as many samples as the parser read ahead: their number is not compared. */
    private static ScrapedPage compared(ScrapedPage page) {
        TreeMap<String, Double> samples = new TreeMap<>(page.samples());
        samples.keySet().removeIf(series -> {
            String name = series.substring(0, series.indexOf('{'));
            return NOT_COMPARED.contains(name) || (!page.up() && name.startsWith("scrape_samples_"));
        });
        return new ScrapedPage(page.up(), samples, page.reason());
    }

    private static boolean isInstalled() throws InterruptedException {
        return Subprocess.run(List.of("prometheus", "--version"), Duration.ofMinutes(1), 4096)
                        instanceof Subprocess.Exited exited
                && (exited.output() + exited.errorOutput()).contains("version " + VERSION);
    }
}
