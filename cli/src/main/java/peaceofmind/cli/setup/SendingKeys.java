package peaceofmind.cli.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peaceofmind.cli.setup.Sending.Mail;
import peaceofmind.cli.setup.Sending.Receiver;

/**
 * The keys of {@code ship} and {@code alerts.mail} in a configuration.
 *
 * @param secrets folder of the files with passwords
 */
record SendingKeys(ConfigTree tree, Path secrets) {

    /** What the configuration says now. */
    Sending read() {
        Map<Object, Object> mail = ConfigTree.map(tree.section("alerts").get("mail"));
        String host = text(mail, "host");
        return new Sending(
                receiver("metrics"),
                receiver("logs"),
                host.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Mail(
                                host,
                                mail.get("port") instanceof Integer port ? port : Mail.STARTTLS_PORT,
                                text(mail, "user"),
                                text(mail, "from"),
                                addresses(mail.get("to")))));
    }

    private Optional<Receiver> receiver(String kind) {
        return tree.items("ship", kind).stream()
                .findFirst()
                .map(item -> new Receiver(text(item, "url"), text(item, "username")));
    }

    private static String addresses(@Nullable Object to) {
        return to instanceof List<?> several
                ? String.join(",", several.stream().map(String::valueOf).toList())
                : to == null ? "" : to.toString();
    }

    /**
     * Puts the answers in their places.
     *
     * @param given secrets that were told; of the others the file stays as it is
     */
    void apply(Sending sending, Set<Secret> given) {
        apply("metrics", sending.metrics(), Secret.METRICS, given);
        apply("logs", sending.logs(), Secret.LOGS, given);
        Map<Object, Object> alerts = tree.section("alerts");
        Map<Object, Object> mail = ConfigTree.map(alerts.get("mail"));
        sending.mail().ifPresent(told -> {
            mail.put("host", told.host());
            mail.put("port", told.port());
            mail.put("tls", told.tls());
            put(mail, "from", told.from());
            mail.put("to", List.of(told.to().split("\\s*,\\s*")));
            login(mail, "user", told.user(), Secret.MAIL, given);
            alerts.put("mail", mail);
        });
        if (sending.mail().isEmpty()) {
            alerts.remove("mail");
        }
        if (alerts.isEmpty()) {
            tree.remove("alerts");
        }
    }

    private void apply(String kind, Optional<Receiver> told, Secret secret, Set<Secret> given) {
        List<Map<Object, Object>> items = new ArrayList<>(tree.items("ship", kind));
        Map<Object, Object> first = items.isEmpty() ? new LinkedHashMap<>() : items.removeFirst();
        told.ifPresent(receiver -> {
            first.put("url", receiver.url());
            login(first, "username", receiver.user(), secret, given);
            if (kind.equals("logs") && !first.containsKey("journal") && !first.containsKey("files")) {
                first.put("journal", new LinkedHashMap<>(Map.of("units", units())));
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

    private List<String> units() {
        List<String> units = new ArrayList<>();
        tree.items("watchdog", "services").forEach(service -> units.add(text(service, "unit")));
        units.addAll(List.of("recorder-watchdog.service", "recorder-agent.service"));
        units.remove("");
        return units;
    }

    /** A user needs a password; a secret without a user is a token, which only receivers take. */
    private void login(Map<Object, Object> section, String userKey, String user, Secret secret, Set<Secret> given) {
        String file = secrets.resolve(secret.file()).toString();
        put(section, userKey, user);
        if (user.isEmpty()) {
            section.remove("password_file");
            if (given.contains(secret) && secret != Secret.MAIL) {
                section.put("bearer_token_file", file);
            }
        } else {
            section.remove("bearer_token_file");
            if (given.contains(secret) || !section.containsKey("password_file")) {
                section.put("password_file", file);
            }
        }
    }

    private static void put(Map<Object, Object> section, String key, String value) {
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
