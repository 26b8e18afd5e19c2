// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;

/**
 * One of {@code alerts.webhooks}. With most receivers the URL is a secret, so it can be read from a file.
 *
 * @param name identifies it in messages
 */
public record WebhookConfig(String name, Format format, Optional<String> url, Optional<Path> urlFile) {

    /** Format of the messages. */
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
                section.text("name", "Name of the webhook in messages.", "webhook"),
                section.choice(
                        "form",
                        "Format of its messages: json, ntfy, slack, discord.",
                        "json",
                        Format::parse,
                        "json, ntfy, slack or discord"),
                section.optionalText("url", "URL to which messages are posted."),
                section.optionalPath("url_file", "File (mode 0600) that contains the URL instead."));
        if (config.url.isPresent() == config.urlFile.isPresent()) {
            section.addProblem("url", "set exactly one of url and url_file");
        }
        return config;
    }
}
