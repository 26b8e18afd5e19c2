// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.foundation.http.UnencryptedConnection;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.shipping.http.EndpointConfig;

/**
 * The section {@code ping}, or an item of it where it is a list. The URL is a secret: whoever has it can report a dead device as alive. So it can be in a file, which is read
 * at each use.
 *
 * @param name of the ping in metrics and messages
 * @param every time between two pings while nothing changes
 * @param grace how long a failure lasts before it is reported; until then no ping is sent
 * @param caFile CA certificates (PEM) to trust instead of the system's
 * @param proxy an HTTP proxy, not resolved yet
 * @param allowInsecure whether the URL may be sent without TLS to another machine
 */
public record PingConfig(
        String name,
        Optional<String> url,
        Optional<Path> urlFile,
        Form form,
        Duration every,
        Duration grace,
        Optional<Path> caFile,
        Optional<InetSocketAddress> proxy,
        boolean allowInsecure) {

    /** Name of the section. */
    public static final String SECTION = "ping";

    private static final String DEFAULT_NAME = "ping";

    /** With this path, a URL is one of Uptime Kuma. */
    private static final String KUMA_PATH = "/api/push/";

    private static final int MAX_URL_BYTES = 10_000;

    /** The protocol of the service. */
    public enum Form {
        /** By the path of the URL. */
        AUTO,
        HEALTHCHECKS,
        UPTIME_KUMA;

        static Optional<Form> parse(String text) {
            for (Form form : values()) {
                if (form.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return Optional.of(form);
                }
            }
            return Optional.empty();
        }
    }

    /** Reads the section, which may be a list; mistakes and refusals are recorded in the document. Without it, nothing is pinged. */
    public static List<PingConfig> readAll(ConfigDocument document) {
        List<ConfigSection> sections = document.sectionOrSections(SECTION);
        List<PingConfig> pings = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigSection section : sections) {
            PingConfig ping = read(section);
            if (!names.add(ping.name)) {
                section.addProblem(
                        "name", "\"" + ping.name + "\" appears twice: several pings need names of their own");
            }
            if (ping.isEnabled()) {
                pings.add(ping);
            }
        }
        return List.copyOf(pings);
    }

    private static PingConfig read(ConfigSection ping) {
        PingConfig config = new PingConfig(
                ping.text("name", "Name in metrics and messages, where there are several pings.", DEFAULT_NAME),
                ping.optionalText(
                        "url", "Ping URL of a check at Healthchecks, or push URL of a monitor of Uptime Kuma."),
                ping.optionalPath("url_file", "File (mode 0600) that contains the URL instead."),
                ping.choice(
                        "form",
                        "Protocol: healthchecks, uptime_kuma, or auto: by the path of the URL.",
                        "auto",
                        Form::parse,
                        "auto, healthchecks or uptime_kuma"),
                ping.duration(
                        "every",
                        "Time between two pings; set the same period at the service.",
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30),
                        Duration.ofDays(1)),
                ping.duration(
                        "grace",
                        "How long the device must fail before that is reported; until then no ping is sent.",
                        Duration.ofMinutes(2),
                        Duration.ZERO,
                        Duration.ofHours(1)),
                EndpointConfig.readCaFile(ping),
                EndpointConfig.readProxy(ping),
                UnencryptedConnection.readAllowed(ping));
        if (ping.isPresent() && config.url.isPresent() == config.urlFile.isPresent()) {
            ping.addProblem("url", "set exactly one of url and url_file");
        }
        config.url.ifPresent(url -> config.check(ping, "url", url));
        config.urlFile.flatMap(PingConfig::readIfPossible).ifPresent(url -> config.check(ping, "url_file", url));
        return config;
    }

    private void check(ConfigSection section, String key, String address) {
        Optional<URI> parsed = parse(address);
        if (parsed.isEmpty()) {
            // Without the URL itself, which is a secret.
            section.addProblem(key, "is not a URL such as https://hc-ping.com/UUID");
        } else {
            refusal(parsed.get()).ifPresent(reason -> section.addRefusal(key, reason));
        }
    }

    private boolean isEnabled() {
        return url.isPresent() || urlFile.isPresent();
    }

    /**
     * Where to send pings.
     *
     * @param timeout for connecting and for each read
     * @throws IOException when there is no usable URL; says what to do, without the URL
     */
    EndpointConfig endpoint(Duration timeout) throws IOException {
        String text;
        try {
            text = urlFile.isPresent() ? Files.readString(urlFile.get()).strip() : url.orElse("");
        } catch (IOException unreadable) {
            throw new IOException(
                    "cannot read the URL in " + urlFile.orElseThrow() + ": " + ErrorText.of(unreadable), unreadable);
        }
        URI address = parse(text)
                .orElseThrow(() -> new IOException(
                        urlFile.map(file -> "the content of " + file).orElse("the url of " + name)
                                + " is not a URL such as https://hc-ping.com/UUID"));
        Optional<String> refusal = refusal(address);
        if (refusal.isPresent()) {
            throw new IOException("off, since it " + refusal.get());
        }
        return new EndpointConfig(address, Credentials.NONE, caFile, proxy, timeout, Optional.empty(), true);
    }

    /** The protocol for that address. */
    Form formOf(URI address) {
        if (form != Form.AUTO) {
            return form;
        }
        String path = address.getPath() == null ? "" : address.getPath();
        return path.contains(KUMA_PATH) ? Form.UPTIME_KUMA : Form.HEALTHCHECKS;
    }

    private Optional<String> refusal(URI address) {
        return !allowInsecure && UnencryptedConnection.isPlainToAnotherMachine(address.toString())
                ? Optional.of(UnencryptedConnection.refusal("its address, which is a secret,", "https"))
                : Optional.empty();
    }

    private static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text.strip());
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean hasPath = uri.getRawPath() != null && uri.getRawPath().length() > 1;
            boolean isPortValid = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() < 65_536);
            return isHttp && uri.getHost() != null && uri.getUserInfo() == null && hasPath && isPortValid
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** Empty where this user cannot read it. */
    private static Optional<String> readIfPossible(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MAX_URL_BYTES
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
