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
public record WebhookConfig(String name, Form form, Optional<String> url, Optional<Path> urlFile) {

    /** What the receiver understands. */
    public enum Form {
        JSON,
        NTFY,
        SLACK,
        DISCORD;

        static Optional<Form> parse(String word) {
            for (Form form : values()) {
                if (form.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return Optional.of(form);
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
                        Form::parse,
                        "json, ntfy, slack or discord"),
                section.optionalText("url", "Address to which messages are posted."),
                section.optionalPath("url_file", "File (mode 0600) that holds the address instead."));
        if (config.url.isPresent() == config.urlFile.isPresent()) {
            section.addProblem("url", "give url or url_file, one of them");
        }
        return config;
    }
}
