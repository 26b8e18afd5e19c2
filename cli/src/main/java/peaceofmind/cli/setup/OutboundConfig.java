// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peaceofmind.cli.setup.OutboundSettings.HttpReceiver;
import peaceofmind.cli.setup.OutboundSettings.MailServer;
import peaceofmind.shipping.ping.PingConfig;

/**
 * The keys of {@code ship}, {@code alerts.mail} and {@code ping} in a configuration.
 *
 * @param secretsFolder folder of the files with passwords
 */
record OutboundConfig(ConfigTree tree, Path secretsFolder) {

    /** The current settings. */
    OutboundSettings read() {
        Map<Object, Object> mail = ConfigTree.map(tree.section("alerts").get("mail"));
        String host = text(mail, "host");
        return new OutboundSettings(
                receiver("metrics"),
                receiver("logs"),
                host.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new MailServer(
                                host,
                                mail.get("port") instanceof Integer port ? port : MailServer.STARTTLS_PORT,
                                text(mail, "user"),
                                text(mail, "from"),
                                addresses(mail.get("to")))),
                isPingConfigured());
    }

    private boolean isPingConfigured() {
        Map<Object, Object> ping = tree.sectionOrFirstItem(PingConfig.SECTION);
        boolean configured = ping.containsKey("url") || ping.containsKey("url_file");
        if (ping.isEmpty()) {
            tree.removeFirstItem(PingConfig.SECTION);
        }
        return configured;
    }

    private Optional<HttpReceiver> receiver(String kind) {
        return tree.items("ship", kind).stream()
                .findFirst()
                .map(item -> new HttpReceiver(text(item, "url"), text(item, "username")));
    }

    private static String addresses(@Nullable Object to) {
        return to instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : to == null ? "" : to.toString();
    }

    /**
     * Writes the settings to their keys.
     *
     * @param newSecrets secrets that were entered; the files of the others stay as they are
     */
    void apply(OutboundSettings outbound, Set<Secret> newSecrets) {
        apply("metrics", outbound.metrics(), Secret.METRICS, newSecrets);
        apply("logs", outbound.logs(), Secret.LOGS, newSecrets);
        Map<Object, Object> alerts = tree.section("alerts");
        Map<Object, Object> mail = ConfigTree.map(alerts.get("mail"));
        outbound.mail().ifPresent(chosen -> {
            mail.put("host", chosen.host());
            mail.put("port", chosen.port());
            mail.put("tls", chosen.tls());
            putOrRemove(mail, "from", chosen.from());
            mail.put("to", List.of(chosen.to().split("\\s*,\\s*")));
            login(mail, "user", chosen.user(), Secret.MAIL, newSecrets);
            alerts.put("mail", mail);
        });
        if (outbound.mail().isEmpty()) {
            alerts.remove("mail");
        }
        if (alerts.isEmpty()) {
            tree.remove("alerts");
        }
        applyPing(outbound.ping(), newSecrets);
    }

    private void applyPing(boolean enabled, Set<Secret> newSecrets) {
        if (!enabled) {
            tree.removeFirstItem(PingConfig.SECTION);
        } else if (newSecrets.contains(Secret.PING)) {
            Map<Object, Object> ping = tree.sectionOrFirstItem(PingConfig.SECTION);
            ping.remove("url");
            ping.put("url_file", secretsFolder.resolve(Secret.PING.fileName()).toString());
        }
    }

    private void apply(String kind, Optional<HttpReceiver> chosen, Secret secret, Set<Secret> newSecrets) {
        List<Map<Object, Object>> items = new ArrayList<>(tree.items("ship", kind));
        Map<Object, Object> first = items.isEmpty() ? new LinkedHashMap<>() : items.removeFirst();
        chosen.ifPresent(receiver -> {
            first.put("url", receiver.url());
            if (!receiver.caFile().isEmpty()) {
                first.put("ca_file", receiver.caFile());
            }
            login(first, "username", receiver.user(), secret, newSecrets);
            if (kind.equals("logs") && !first.containsKey("journal") && !first.containsKey("files")) {
                first.put("journal", journal());
            }
            items.addFirst(first);
        });
        Map<Object, Object> ship = tree.section("ship");
        if (items.isEmpty()) {
            ship.remove(kind);
        } else {
            ship.put(kind, items);
        }
        if (ship.isEmpty()) {
            tree.remove("ship");
        }
    }

    /** The watched services, the watchdog and the agent; labels distinguish them. */
    private Map<Object, Object> journal() {
        List<String> services = tree.items("watchdog", "services").stream()
                .map(service -> text(service, "unit"))
                .filter(unit -> !unit.isEmpty())
                .toList();
        List<String> units = new ArrayList<>(services);
        units.addAll(List.of("recorder-watchdog.service", "recorder-agent.service"));
        Map<Object, Object> journal = new LinkedHashMap<>();
        journal.put("units", units);
        if (!services.equals(List.of(SetupOptions.PACKAGED_UNIT))) {
            journal.put("service_units", services);
        }
        return journal;
    }

    /** A user needs a password; a secret without a user is a bearer token, which mail servers do not support. */
    private void login(
            Map<Object, Object> section, String userKey, String user, Secret secret, Set<Secret> newSecrets) {
        String file = secretsFolder.resolve(secret.fileName()).toString();
        putOrRemove(section, userKey, user);
        if (user.isEmpty()) {
            section.remove("password_file");
            if (newSecrets.contains(secret) && secret != Secret.MAIL) {
                section.put("bearer_token_file", file);
            }
        } else {
            section.remove("bearer_token_file");
            if (newSecrets.contains(secret) || !section.containsKey("password_file")) {
                section.put("password_file", file);
            }
        }
    }

    private static void putOrRemove(Map<Object, Object> section, String key, String value) {
        if (value.isEmpty()) {
            section.remove(key);
        } else {
            section.put(key, value);
        }
    }

    private static String text(Map<Object, Object> section, String key) {
        return section.get(key) == null ? "" : String.valueOf(section.get(key));
    }
}
