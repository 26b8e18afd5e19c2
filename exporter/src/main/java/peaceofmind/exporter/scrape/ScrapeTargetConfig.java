package peaceofmind.exporter.scrape;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
 * @param credentials as whom it is asked
 * @param caFile certificates (PEM) to trust instead of the system's
 * @param job the label {@code job}
 * @param instance the label {@code instance}; empty: the device's name, by which a fleet is told apart
 * @param honorLabels the target's own labels win over {@code job}, {@code instance} and {@code labels}
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
                        "job",
                        "\"" + target.job() + "\" is there twice: give another job or instance, by which it shows");
            }
            targets.add(target);
        }
        return List.copyOf(targets);
    }

    private static ScrapeTargetConfig read(ConfigSection entry) {
        Optional<String> url =
                entry.optionalText("url", "Address of the metrics, such as http://localhost:9998/metrics.");
        if (url.isEmpty()) {
            entry.addProblem("url", "is missing: where are the metrics?");
        }
        Duration interval = entry.duration(
                "interval",
                "Time between two scrapes.",
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                Duration.ofHours(1));
        Duration timeout = entry.duration(
                "timeout",
                "Longest that a scrape may take.",
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofMinutes(1));
        Map<String, String> labels = entry.textMap("labels", "Labels that are added to each sample.");
        for (String name : labels.keySet()) {
            if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*") || name.startsWith("__")) {
                entry.addProblem("labels", "\"" + name + "\" is not the name of a label");
            }
        }
        return new ScrapeTargetConfig(
                entry.text("job", "The label job: what kind of program it is.", "scrape"),
                url.flatMap(text -> parseUrl(entry, text)).orElse(PLACEHOLDER_URL),
                Credentials.read(entry),
                entry.optionalPath("ca_file", "Certificates (PEM) to trust instead of the system's."),
                entry.optionalText("instance", "The label instance; else the device's name."),
                interval,
                // A scrape must be over before the next one begins.
                timeout.compareTo(interval) > 0 ? interval : timeout,
                limits(entry.section("limits")),
                entry.bool("honor_labels", "Whether the target's labels win where they clash.", false),
                Map.copyOf(labels),
                entry.sections("relabel").stream().map(ScrapeTargetConfig::readRule).toList());
    }

    private static ScrapeLimits limits(ConfigSection section) {
        return new ScrapeLimits(
                section.bytes("bytes", "Largest body, unpacked.", "2MiB", 1_000),
                section.integer("samples", "Most samples in a body.", 5_000, 1, 100_000),
                section.integer("labels", "Most labels of a sample.", 30, 1, 100));
    }

    private static RelabelRule readRule(ConfigSection rule) {
        return new RelabelRule(
                rule.texts("source_labels", "Labels to look at; __name__ is the metric's name.", List.of("__name__")),
                rule.text("separator", "Between the values of several labels.", ";"),
                parsePattern(rule, rule.text("regex", "Must match all of it.", "(.*)")),
                rule.choice(
                        "action",
                        "keep, drop, replace, labelkeep, labeldrop or labelmap.",
                        "replace",
                        ScrapeTargetConfig::parseAction,
                        "keep, drop, replace, labelkeep, labeldrop or labelmap"),
                rule.text("target_label", "Label that replace writes.", "__name__"),
                rule.text("replacement", "What replace writes; $1 is the first group.", "$1"));
    }

    private static Optional<RelabelRule.Action> parseAction(String text) {
        for (RelabelRule.Action action : RelabelRule.Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
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
                            ? "a user does not belong into the address: use username and password_file"
                            : "\"" + text + "\" is not an address such as http://localhost:9998/metrics");
        } catch (URISyntaxException malformed) {
            entry.addProblem("url", "\"" + text + "\" is not an address: " + malformed.getReason());
        }
        return Optional.empty();
    }
}
