// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.UnencryptedConnection;

/**
 * One of {@code alerts.webhooks}. With most receivers the URL is a secret, so it can be read from a file.
 *
 * @param name identifies it in messages
 * @param allowInsecure whether it may be sent without TLS to another machine
 */
public record WebhookConfig(
        String name, Format format, Optional<String> url, Optional<Path> urlFile, boolean allowInsecure) {

    private static final int MAX_URL_BYTES = 10_000;

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
                section.optionalPath("url_file", "File (mode 0600) that contains the URL instead."),
                UnencryptedConnection.readAllowed(section));
        if (config.url.isPresent() == config.urlFile.isPresent()) {
            section.addProblem("url", "set exactly one of url and url_file");
        }
        config.url.flatMap(config::refusal).ifPresent(reason -> section.addRefusal("url", reason));
        config.urlFile
                .flatMap(WebhookConfig::readUrl)
                .flatMap(config::refusal)
                .ifPresent(reason -> section.addRefusal("url_file", reason));
        return config;
    }

    /** Why nothing is sent to that address; empty if it may be. */
    Optional<String> refusal(String address) {
        return !allowInsecure && UnencryptedConnection.isPlainToAnotherMachine(address)
                ? Optional.of(UnencryptedConnection.refusal("its address, which is a secret,", "https"))
                : Optional.empty();
    }

    /** Empty where this user cannot read it: it is read again at each use. */
    private static Optional<String> readUrl(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MAX_URL_BYTES
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
