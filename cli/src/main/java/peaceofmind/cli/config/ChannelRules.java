// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import peaceofmind.alerting.notify.NotifyConfig;
import peaceofmind.alerting.notify.WebhookConfig;

/** Tokens and recipients that no receiver has, and topics and groups in which others can read or act. */
final class ChannelRules {

    private ChannelRules() {}

    static void recipients(ReviewedConfig config) {
        report(config, "to", WebhookConfig::recipientProblem);
    }

    /** Those in files that this user can read. */
    static void tokens(ReviewedConfig config) {
        report(config, "token_file", WebhookConfig::tokenProblem);
    }

    private static void report(ReviewedConfig config, String key, Function<WebhookConfig, Optional<String>> check) {
        List<WebhookConfig> webhooks = config.config().notification().webhooks();
        for (int number = 0; number < webhooks.size(); number++) {
            String path = "alerts.webhooks[" + number + "]." + key;
            check.apply(webhooks.get(number)).ifPresent(problem -> config.addProblem(path, problem));
        }
    }

    static List<String> warnings(NotifyConfig notification) {
        List<String> warnings = new ArrayList<>();
        for (WebhookConfig webhook : notification.webhooks()) {
            if (webhook.isPublicTopic()) {
                warnings.add("alerts.webhooks: the topic of \"" + webhook.name()
                        + "\" at ntfy.sh has no password: anybody who knows or guesses its name can read the messages, and write"
                        + " others; reserve it there and set token_file, or make its name as long as a password");
            }
            if (webhook.hasUnprotectedButtons()) {
                warnings.add("alerts.webhooks: the topic of \"" + webhook.name()
                        + "\" has no password, and its messages have buttons: anybody who can read it can press them; reserve it"
                        + " and set token_file");
            }
            if (webhook.hasButtonsForGroup()) {
                warnings.add("alerts.webhooks: \"" + webhook.name()
                        + "\" is a group, and its messages have buttons: everybody who is in it or joins it can press them; name"
                        + " those who may in remote_commands.users");
            }
        }
        return List.copyOf(warnings);
    }
}
