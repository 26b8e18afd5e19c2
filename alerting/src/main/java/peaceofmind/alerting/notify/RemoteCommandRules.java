// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import peaceofmind.alerting.remote.RemoteCommandsConfig;
import peaceofmind.foundation.config.ConfigSection;

/** Which keys of {@code remote_commands} each receiver needs, and which it has no use for. */
final class RemoteCommandRules {

    private static final String CHAT_ID = "-?\\d{1,20}";

    private RemoteCommandRules() {}

    /** Records mistakes in the section. */
    static void check(WebhookConfig webhook, ConfigSection section) {
        RemoteCommandsConfig commands = webhook.remoteCommands();
        if (!section.isPresent()) {
            return;
        }
        switch (webhook.format()) {
            case TELEGRAM -> checkTelegram(webhook, commands, section);
            case NTFY -> checkNtfy(webhook, commands, section);
            case JSON, SLACK, DISCORD, PUSHOVER, MATRIX, TEAMS, GOTIFY ->
                section.addProblem(
                        "allow",
                        "is not for form " + webhook.format().word() + ": only telegram and ntfy have such buttons");
        }
    }

    private static void checkTelegram(WebhookConfig webhook, RemoteCommandsConfig commands, ConfigSection section) {
        if (!webhook.to().orElse("").matches(CHAT_ID)) {
            section.addProblem(
                    "allow",
                    "needs a chat's id in \"to\", a number: everybody can join a public channel and press its buttons");
        }
        for (String user : commands.users()) {
            if (!user.matches("\\d{1,20}")) {
                section.addProblem("users", "has \"" + user + "\", which is no user's id: it is a number");
            }
        }
        if (commands.url().isPresent() || commands.tokenFile().isPresent()) {
            section.addProblem(
                    commands.url().isPresent() ? "url" : "token_file",
                    "is for form ntfy: with telegram the bot's own token does both, remove it");
        }
    }

    private static void checkNtfy(WebhookConfig webhook, RemoteCommandsConfig commands, ConfigSection section) {
        if (commands.url().isEmpty()) {
            section.addProblem("url", "is missing: a topic of its own for commands, such as https://ntfy.sh/TOPIC2");
        } else if (commands.url().equals(webhook.url())) {
            section.addProblem("url", "is the topic of the messages: commands need one of their own");
        } else if (!commands.url().get().matches("(?i)https?://[^/?#\\s]+/[A-Za-z0-9_-]{1,64}/?")) {
            section.addProblem("url", "is not the address of a topic, such as https://ntfy.sh/TOPIC2");
        } else {
            webhook.refusal(commands.url().get()).ifPresent(reason -> section.addRefusal("url", reason));
        }
        if (commands.allowed().size() > NtfyActions.MAX_ACTIONS) {
            section.addProblem(
                    "allow", "names more than " + NtfyActions.MAX_ACTIONS + " commands: ntfy shows no more buttons");
        }
        if (!commands.users().isEmpty()) {
            section.addProblem("users", "is for form telegram: ntfy does not say who pressed a button, remove it");
        }
    }
}
