// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.Credentials;

/**
 * Where to post, and with which credentials.
 *
 * @param url {@code http} or {@code https}
 * @param caFile CA certificates (PEM) to trust instead of the system's
 * @param proxy an HTTP proxy
 * @param timeout for connecting and for each read
 */
public record EndpointConfig(
        URI url, Credentials credentials, Optional<Path> caFile, Optional<InetSocketAddress> proxy, Duration timeout) {

    private static final URI PLACEHOLDER_URL = URI.create("http://localhost/");

    /** Reads the keys of one destination; mistakes are recorded in the document. */
    public static EndpointConfig read(ConfigSection section) {
        Optional<String> url = section.optionalText("url", "URL to post to, http or https.");
        if (url.isEmpty()) {
            section.addProblem("url", "is missing: set the URL to post to");
        }
        return new EndpointConfig(
                url.flatMap(text -> parseUrl(section, text)).orElse(PLACEHOLDER_URL),
                Credentials.read(section),
                section.optionalPath("ca_file", "CA certificates (PEM) to trust instead of the system's."),
                section.optionalText("proxy", "HTTP proxy, as host:port.").flatMap(text -> proxy(section, text)),
                section.duration(
                        "timeout",
                        "Timeout for connecting and for each read.",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5)));
    }

    private static Optional<URI> parseUrl(ConfigSection section, String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return Optional.of(uri);
            }
            section.addProblem(
                    "url",
                    uri.getUserInfo() != null
                            ? "must not contain a user: use username and password_file"
                            : "\"" + text + "\" is not a URL such as https://host/path");
        } catch (URISyntaxException malformed) {
            section.addProblem("url", "\"" + text + "\" is not a URL: " + malformed.getReason());
        }
        return Optional.empty();
    }

    private static Optional<InetSocketAddress> proxy(ConfigSection section, String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0 && text.substring(colon + 1).matches("\\d{1,5}")) {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port > 0 && port < 65_536) {
                return Optional.of(InetSocketAddress.createUnresolved(text.substring(0, colon), port));
            }
        }
        section.addProblem("proxy", "\"" + text + "\" is not of the form host:port");
        return Optional.empty();
    }
}
