// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.watchdog.config.ProbeConfig.CommandTarget;
import peaceofmind.watchdog.config.ProbeConfig.GrowingFileTarget;
import peaceofmind.watchdog.config.ProbeConfig.HeartbeatTarget;
import peaceofmind.watchdog.config.ProbeConfig.HttpTarget;
import peaceofmind.watchdog.config.ProbeConfig.ProbeTarget;
import peaceofmind.watchdog.config.ProbeConfig.TcpTarget;
import peaceofmind.watchdog.config.ProbeConfig.UnitTarget;

/** Reads one probe: a section with one key, its kind. */
final class ProbeReader {

    static final List<String> KINDS = List.of("http", "tcp", "file_grows", "command", "systemd", "heartbeat");

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\[\\]:/\\s]+)):(\\d{1,5})");
    private static final String ADDRESS_EXAMPLES = "HOST:PORT, such as 127.0.0.1:8554 or [::1]:8554";

    private final Optional<String> unit;
    private final Duration staleAfter;

    ProbeReader(Optional<String> unit, Duration staleAfter) {
        this.unit = unit;
        this.staleAfter = staleAfter;
    }

    /** Empty, with a problem in the document, when it is not a probe. */
    Optional<ProbeConfig> read(ConfigSection probe) {
        List<String> kinds = KINDS.stream().filter(probe::has).toList();
        if (kinds.size() != 1) {
            probe.addProblem("a probe has one key, one of " + String.join(", ", KINDS));
            kinds.forEach(kind -> read(probe, kind));
            return Optional.empty();
        }
        return read(probe, kinds.getFirst());
    }

    /** The probe of that kind. */
    Optional<ProbeConfig> read(ConfigSection probe, String kind) {
        ConfigSection section = probe.section(kind);
        // Both are read before the target, which may be wrong: every mistake is reported at once.
        Duration interval = interval(section);
        Duration timeout = timeout(section);
        if (interval.plus(timeout).compareTo(staleAfter) >= 0) {
            section.addProblem(
                    "interval",
                    "with timeout it must be shorter than stale_after: otherwise one slow response is a restart");
        }
        return target(kind, section).map(target -> new ProbeConfig(target, interval, timeout));
    }

    private Duration interval(ConfigSection section) {
        return section.duration(
                "interval",
                "Time between two probes (default: 10s, or a third of a shorter stale_after)",
                min(DEFAULT_INTERVAL, staleAfter.dividedBy(3)),
                MIN_INTERVAL,
                Duration.ofMinutes(30));
    }

    private Duration timeout(ConfigSection section) {
        return section.duration(
                "timeout",
                "A probe that takes longer has failed (default: 3s, or a third of a shorter stale_after)",
                min(DEFAULT_TIMEOUT, staleAfter.dividedBy(3)),
                MIN_TIMEOUT,
                MAX_TIMEOUT);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Optional<ProbeTarget> target(String kind, ConfigSection section) {
        return switch (kind) {
            case "http" -> http(section);
            case "tcp" -> tcp(section);
            case "file_grows" ->
                path(section, "File that must grow: a log, or what is being recorded")
                        .map(GrowingFileTarget::new);
            case "heartbeat" -> path(section, "Heartbeat file that must change").map(HeartbeatTarget::new);
            case "command" -> command(section);
            case "systemd" -> systemd(section);
            case String other -> throw new IllegalArgumentException(other);
        };
    }

    private static Optional<ProbeTarget> http(ConfigSection section) {
        Optional<String> text =
                section.optionalText("url", "Address that is requested, such as http://127.0.0.1/health");
        int status = section.integer("status", "The status that the response must have", 200, 100, 599);
        Optional<String> contains =
                section.optionalText("contains", "Text that the response must contain (default: any)");
        Optional<URI> url = text.flatMap(value -> url(section, value));
        if (text.isEmpty()) {
            section.addProblem("url", "missing: the address that is requested");
        }
        return url.map(valid -> new HttpTarget(valid, status, contains));
    }

    private static Optional<URI> url(ConfigSection section, String text) {
        Optional<String> problem;
        try {
            URI url = new URI(text);
            if ("https".equals(url.getScheme())) {
                problem = Optional.of("https is not supported: use a command, such as curl --fail --silent " + text);
            } else if (!"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() > 65_535) {
                problem = Optional.of("\"" + text + "\" is not a URL such as http://127.0.0.1:8080/health");
            } else if (url.getUserInfo() != null || url.getFragment() != null) {
                problem = Optional.of("must have no user, password or #: they are not sent");
            } else {
                return Optional.of(url);
            }
        } catch (URISyntaxException notUrl) {
            problem = Optional.of("\"" + text + "\" is not a URL such as http://127.0.0.1:8080/health");
        }
        problem.ifPresent(message -> section.addProblem("url", message));
        return Optional.empty();
    }

    private static Optional<ProbeTarget> tcp(ConfigSection section) {
        Optional<String> text = section.optionalText("address", "Address that must accept a connection: HOST:PORT");
        Optional<String> send = section.optionalText("send", "Text that is sent first (default: nothing)");
        Optional<String> contains = section.optionalText(
                "contains", "Text that must be received (default: an accepted connection is enough)");
        Matcher address = ADDRESS.matcher(text.orElse(""));
        int port = address.matches() ? Integer.parseInt(address.group(3)) : 0;
        if (text.isEmpty()) {
            section.addProblem("address", "missing: " + ADDRESS_EXAMPLES);
        } else if (port < 1 || port > 65_535) {
            section.addProblem("address", "\"" + text.get() + "\" is not " + ADDRESS_EXAMPLES);
        } else {
            String host = Optional.ofNullable(address.group(1)).orElseGet(() -> address.group(2));
            return Optional.of(new TcpTarget(host, port, send, contains));
        }
        return Optional.empty();
    }

    private static Optional<Path> path(ConfigSection section, String description) {
        Optional<Path> path = section.optionalPath("path", description);
        if (path.isEmpty()) {
            section.addProblem("path", "missing: an absolute path");
        } else if (!path.get().isAbsolute()) {
            section.addProblem("path", "\"" + path.get() + "\" is not an absolute path");
        }
        return path.filter(Path::isAbsolute);
    }

    private static Optional<ProbeTarget> command(ConfigSection section) {
        List<String> run = section.texts("run", "Command that must exit with 0, without a shell", List.of());
        if (run.isEmpty() || run.getFirst().isBlank()) {
            section.addProblem("run", "missing: a list of the command and its arguments");
            return Optional.empty();
        } else if (!Executables.isValid(run.getFirst())) {
            section.addProblem("run", Executables.EXPECTED);
            return Optional.empty();
        }
        return Optional.of(new CommandTarget(run));
    }

    private Optional<ProbeTarget> systemd(ConfigSection section) {
        Optional<String> named = section.optionalText("unit", "Unit that is checked (default: the service's)")
                .or(() -> unit);
        if (named.isEmpty()) {
            section.addProblem("unit", "missing: systemd does not start this service");
        }
        return named.map(UnitTarget::new);
    }
}
