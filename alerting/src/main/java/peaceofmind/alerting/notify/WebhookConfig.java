package peaceofmind.alerting.notify;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;

/**
 * One of {@code alerts.webhooks}. The address is a secret with most receivers, so it may stand in a file.
 *
 * @param name by which its troubles are told
 */
public record WebhookConfig(String name, Format format, Optional<String> url, Optional<Path> urlFile) {

    /** What the receiver understands. */
    public enum Format {
        JSON,
        NTFY,
        SLACK,
        DISCORD;

        static Optional<Format> parse(String text) {
            for (Format format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return Optional.of(format);
                }
            }
            return Optional.empty();
        }
    }

    static WebhookConfig read(ConfigSection section) {
        WebhookConfig config = new WebhookConfig(
                section.text("name", "How messages call it.", "webhook"),
                section.choice(
                        "form",
                        "What it understands: json, ntfy, slack, discord.",
                        "json",
                        Format::parse,
                        "json, ntfy, slack or discord"),
                section.optionalText("url", "Address to which messages are posted."),
                section.optionalPath("url_file", "File (mode 0600) that holds the address instead."));
        if (config.url.isPresent() == config.urlFile.isPresent()) {
            section.addProblem("url", "give url or url_file, one of them");
        }
        return config;
    }
}
