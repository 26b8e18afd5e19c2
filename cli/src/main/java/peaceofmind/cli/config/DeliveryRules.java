// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import peaceofmind.foundation.config.ConfigEntry;

/** What is sent twice, or to nobody. */
final class DeliveryRules {

    private DeliveryRules() {}

    static void receiversTwice(ReviewedConfig config) {
        for (String key : List.of("ship.metrics[].url", "ship.logs[].url", "scrape.targets[].url")) {
            config.reportRepeated(
                    config.entries(Set.of(key)),
                    url -> normalised(url.text()) + " " + config.sibling(url, "tenant") + " "
                            + config.sibling(url, "username") + " " + config.sibling(url, "bearer_token_file"),
                    earlier -> key.startsWith("scrape")
                            ? "is scraped as " + earlier.path() + " already: remove one of them"
                            : "everything is sent there twice, see " + earlier.path() + ": remove one of them");
        }
        config.reportRepeated(
                config.entries(Set.of("alerts.webhooks[].url", "alerts.webhooks[].url_file")),
                url -> normalised(url.text()) + " " + config.sibling(url, "token_file") + " "
                        + config.sibling(url, "to"),
                earlier -> "every message is sent there twice, see " + earlier.path() + ": remove one of them");
        config.reportRepeated(
                config.entries(Set.of("alerts.webhooks[].name")),
                ConfigEntry::text,
                earlier -> "is the name of " + earlier.path() + " too: messages name the webhook, so choose another");
        config.reportRepeated(
                config.entries(Set.of("alerts.commands[].name")),
                ConfigEntry::text,
                earlier -> "is the name of " + earlier.path() + " too: messages name the command, so choose another");
        config.reportRepeated(
                config.entries(Set.of("alerts.mail.to")),
                recipient -> recipient.text().toLowerCase(Locale.ROOT),
                earlier -> "every mail is sent there twice, see " + earlier.path() + ": remove one of them");
    }

    static void recipientsWithoutServer(ReviewedConfig config) {
        if (config.has("alerts.mail") && !config.has("alerts.mail.host")) {
            config.addProblem(
                    "alerts.mail.host", "is missing, so no mail is sent: set the mail server, or remove alerts.mail");
        }
    }

    static void reportsToNobody(ReviewedConfig config) {
        if (config.has("alerts.daily_mail_at") && !hasChannel(config)) {
            config.addProblem(
                    "alerts.daily_mail_at",
                    "nobody receives the report: set alerts.mail, alerts.webhooks or alerts.commands, or remove this key");
        }
    }

    private static boolean hasChannel(ReviewedConfig config) {
        return config.has("alerts.mail.host") || config.has("alerts.webhooks") || config.has("alerts.commands");
    }

    /** Equal for addresses that differ in what no server distinguishes. */
    private static String normalised(String url) {
        int path = url.indexOf('/', url.indexOf("//") + 2);
        String host = (path < 0 ? url : url.substring(0, path)).toLowerCase(Locale.ROOT);
        return host + (path < 0 ? "" : url.substring(path).replaceFirst("/+$", ""));
    }
}
