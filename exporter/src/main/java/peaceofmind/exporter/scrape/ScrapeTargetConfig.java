// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.Credentials;

/**
 * One entry of {@code scrape.targets}.
 *
 * @param credentials used for the request
 * @param caFile CA certificates (PEM) to trust instead of the system's
 * @param job the label {@code job}
 * @param instance the label {@code instance}; empty for the device's name, which is unique in a fleet
 * @param honorLabels whether the target's own labels win over {@code job}, {@code instance} and {@code labels}
 * @param labels added to each sample
 */
public record ScrapeTargetConfig(
        String job,
        URI url,
        Credentials credentials,
        Optional<Path> caFile,
        Optional<String> instance,
        Duration interval,
        Duration timeout,
        ScrapeLimits limits,
        boolean honorLabels,
        Map<String, String> labels,
        List<RelabelRule> relabelRules) {

    /** Name of the section. */
    public static final String SECTION = "scrape";

    private static final URI PLACEHOLDER_URL = URI.create("http://localhost/metrics");

    /** Reads every target; mistakes are recorded in the document. */
    public static List<ScrapeTargetConfig> readAll(ConfigDocument document) {
        List<ScrapeTargetConfig> targets = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ConfigSection entry : document.section(SECTION).sections("targets")) {
            ScrapeTargetConfig target = read(entry);
            if (!seen.add(target.job() + " " + target.instance())) {
                entry.addProblem(
                        "job", "\"" + target.job() + "\" is used twice: give each target its own job or instance");
            }
            targets.add(target);
        }
        return List.copyOf(targets);
    }

    private static ScrapeTargetConfig read(ConfigSection entry) {
        Optional<String> url = entry.optionalText("url", "URL of the metrics, such as http://localhost:9998/metrics.");
        if (url.isEmpty()) {
            entry.addProblem("url", "is missing: set the URL of the metrics");
        }
        Duration interval = entry.duration(
                "interval",
                "Time between two scrapes.",
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                Duration.ofHours(1));
        Duration timeout = entry.duration(
                "timeout",
                "Timeout of a scrape.",
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofMinutes(1));
        Map<String, String> labels = entry.textMap("labels", "Labels to add to each sample.");
        for (String name : labels.keySet()) {
            if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*") || name.startsWith("__")) {
                entry.addProblem("labels", "\"" + name + "\" is not a valid label name");
            }
        }
        URI parsedUrl = url.flatMap(text -> parseUrl(entry, text)).orElse(PLACEHOLDER_URL);
        return new ScrapeTargetConfig(
                entry.text("job", "Value of the label job: the kind of program.", "scrape"),
                parsedUrl,
                Credentials.read(entry, parsedUrl),
                entry.optionalPath("ca_file", "CA certificates (PEM) to trust instead of the system's."),
                entry.optionalText("instance", "Value of the label instance; the device's name if empty."),
                interval,
                // A scrape must finish before the next one starts.
                timeout.compareTo(interval) > 0 ? interval : timeout,
                limits(entry.section("limits")),
                entry.bool("honor_labels", "Whether the target's own labels win in a conflict.", false),
                Map.copyOf(labels),
                entry.sections("relabel").stream()
                        .map(ScrapeTargetConfig::readRule)
                        .toList());
    }

    private static ScrapeLimits limits(ConfigSection section) {
        return new ScrapeLimits(
                section.bytes("bytes", "Largest response body, uncompressed.", "2MiB", 1_000),
                section.integer("samples", "Most samples in a response.", 5_000, 1, 100_000),
                section.integer("labels", "Most labels of a sample.", 30, 1, 100));
    }

    private static RelabelRule readRule(ConfigSection rule) {
        return new RelabelRule(
                rule.texts("source_labels", "Labels to match; __name__ is the metric's name.", List.of("__name__")),
                rule.text("separator", "Separator between the values of several labels.", ";"),
                parsePattern(rule, rule.text("regex", "Regular expression; must match the whole value.", "(.*)")),
                rule.choice(
                        "action",
                        "keep, drop, replace, labelkeep, labeldrop or labelmap.",
                        "replace",
                        RelabelRule.Action::parse,
                        "keep, drop, replace, labelkeep, labeldrop or labelmap"),
                rule.text("target_label", "Label that replace writes.", "__name__"),
                rule.text("replacement", "Value that replace writes; $1 is the first group.", "$1"));
    }

    private static Pattern parsePattern(ConfigSection rule, String regex) {
        try {
            return Pattern.compile(regex, Pattern.DOTALL);
        } catch (PatternSyntaxException malformed) {
            rule.addProblem("regex", "\"" + regex + "\" is not a regular expression: " + malformed.getDescription());
            return Pattern.compile("");
        }
    }

    private static Optional<URI> parseUrl(ConfigSection entry, String text) {
        try {
            URI uri = new URI(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return Optional.of(uri);
            }
            entry.addProblem(
                    "url",
                    uri.getUserInfo() != null
                            ? "must not contain a user: use username and password_file"
                            : "\"" + text + "\" is not a URL such as http://localhost:9998/metrics");
        } catch (URISyntaxException malformed) {
            entry.addProblem("url", "\"" + text + "\" is not a URL: " + malformed.getReason());
        }
        return Optional.empty();
    }
}
