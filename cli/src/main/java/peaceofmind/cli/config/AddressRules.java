// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import peaceofmind.foundation.config.ConfigEntry;

/** Addresses that are none: of servers, of mail, to listen on. */
final class AddressRules {

    private static final int MAX_PORT = 65_535;

    /** Readers check the form of the first three, but not the port. */
    private static final Set<String> URLS = Set.of(
            "ship.metrics[].url", "ship.logs[].url", "scrape.targets[].url", "alerts.webhooks[].url", "alerts.link");

    private static final Set<String> CHECKED_BY_READERS =
            Set.of("ship.metrics[].url", "ship.logs[].url", "scrape.targets[].url");

    /** A name of letters, digits, dots, hyphens and (as in containers) underscores, or an IPv4 address. */
    private static final Pattern HOST = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\\.?");

    private static final Pattern NUMBERS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:.]{2,45}(%\\w+)?");

    /** Simple on purpose: what mail servers accept is wider, what people mistype is not. */
    private static final Pattern MAIL = Pattern.compile("[^@\\s<>\",;]{1,64}@([A-Za-z0-9_-]+\\.)*[A-Za-z0-9_-]+");

    private static final Pattern GIT_OVER_SSH = Pattern.compile("[\\w.-]+@[\\w.-]+:.+");

    private AddressRules() {}

    static void urls(ReviewedConfig config) {
        for (ConfigEntry entry : config.entries(URLS)) {
            Optional<URI> uri = parse(entry.text());
            boolean isHttp = uri.filter(u -> "http".equals(u.getScheme()) || "https".equals(u.getScheme()))
                    .filter(u -> u.getHost() != null)
                    .isPresent();
            if (!isHttp) {
                if (!CHECKED_BY_READERS.contains(entry.key())) {
                    config.addProblem(
                            entry.path(), "\"" + entry.text() + "\" is not a URL: write it as https://host/path");
                }
            } else if (uri.orElseThrow().getPort() > MAX_PORT
                    || uri.orElseThrow().getPort() == 0) {
                config.addProblem(
                        entry.path(),
                        "port " + uri.orElseThrow().getPort() + " does not exist: ports are 1 to " + MAX_PORT);
            }
        }
    }

    static void listeningAddresses(ReviewedConfig config) {
        for (ConfigEntry entry : config.entries(Set.of("agent.address", "dashboard.address"))) {
            if (!isHost(entry.text())) {
                config.addProblem(
                        entry.path(),
                        "\"" + entry.text()
                                + "\" is not an address to listen on: write an IP address of this device, such"
                                + " as 127.0.0.1, without a port");
            }
        }
    }

    static void hosts(ReviewedConfig config) {
        for (ConfigEntry entry : config.entries(Set.of("alerts.mail.host", "dashboard.host_names"))) {
            if (!isHost(entry.text())) {
                config.addProblem(
                        entry.path(),
                        "\"" + entry.text() + "\" is not the name of a host: write it without scheme, port and path");
            }
        }
    }

    static void mailAddresses(ReviewedConfig config) {
        for (ConfigEntry entry : config.entries(Set.of("alerts.mail.from", "alerts.mail.to"))) {
            if (!MAIL.matcher(entry.text()).matches()) {
                config.addProblem(
                        entry.path(),
                        entry.text().contains(",")
                                ? "\"" + entry.text()
                                        + "\" is several addresses in one: make it a list, [a@host, b@host]"
                                : "\"" + entry.text() + "\" is not a mail address: write it as name@host");
            }
        }
    }

    static void updateSource(ReviewedConfig config) {
        for (ConfigEntry entry : config.entries(Set.of("update.source"))) {
            String text = entry.text();
            boolean isUrl = parse(text)
                    .filter(uri -> uri.getScheme() != null
                            && Set.of("http", "https", "ssh", "git", "file").contains(uri.getScheme()))
                    .isPresent();
            if (!text.startsWith("/") && !isUrl && !GIT_OVER_SSH.matcher(text).matches()) {
                config.addProblem(
                        entry.path(),
                        "\"" + text
                                + "\" is not a source: write a folder with its whole path, an https:// address, or a"
                                + " git remote such as git@host:path");
            }
        }
    }

    /** A port that this project listens on. */
    private record Listener(String key, String address, int port) {

        boolean clashesWith(Listener other) {
            return port == other.port
                    && port != 0
                    && (address.equals(other.address) || isAnyAddress(address) || isAnyAddress(other.address));
        }

        private static boolean isAnyAddress(String address) {
            return address.equals("0.0.0.0") || address.equals("::");
        }
    }

    static void portsUsedTwice(ReviewedConfig config) {
        var agent = config.config().agent();
        var dashboard = config.config().dashboard();
        List<Listener> listeners = new ArrayList<>();
        listeners.add(new Listener("agent.node_port", loopback(agent.address()), agent.nodePort()));
        listeners.add(new Listener("agent.recorder_port", loopback(agent.address()), agent.recorderPort()));
        if (dashboard.enabled()) {
            listeners.add(new Listener("dashboard.port", loopback(dashboard.address()), dashboard.port()));
        }
        for (int later = 1; later < listeners.size(); later++) {
            for (Listener earlier : listeners.subList(0, later)) {
                Listener listener = listeners.get(later);
                if (listener.clashesWith(earlier)) {
                    boolean onlyEarlierIsSet = config.text(listener.key()).isEmpty()
                            && config.text(earlier.key()).isPresent();
                    config.addProblem(
                            onlyEarlierIsSet ? earlier.key() : listener.key(),
                            "port " + listener.port() + " is used by "
                                    + (onlyEarlierIsSet ? listener.key() : earlier.key()) + " too: choose another");
                }
            }
        }
    }

    private static String loopback(String address) {
        return address.equals("localhost") ? "127.0.0.1" : address;
    }

    private static boolean isHost(String text) {
        return NUMBERS_AND_DOTS.matcher(text).matches()
                ? IPV4.matcher(text).matches()
                : HOST.matcher(text).matches() || IPV6.matcher(text).matches();
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
