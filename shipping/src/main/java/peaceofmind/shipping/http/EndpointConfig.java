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
 * @param tenant value of the header {@code X-Scope-OrgID}, by which Mimir, Cortex and Loki separate their users' data
 * @param urlIsSecret whether messages leave out the path of the URL
 */
public record EndpointConfig(
        URI url,
        Credentials credentials,
        Optional<Path> caFile,
        Optional<InetSocketAddress> proxy,
        Duration timeout,
        Optional<String> tenant,
        boolean urlIsSecret) {

    /** The header of the {@link #tenant}. */
    static final String TENANT_HEADER = "X-Scope-OrgID";

    /** What Mimir and Loki allow (grafana.com/docs/mimir, "About tenant IDs"). */
    private static final String TENANT_PATTERN = "[a-zA-Z0-9!_.*'()-]{1,150}";

    private static final URI PLACEHOLDER_URL = URI.create("http://localhost/");

    /** An endpoint whose URL is no secret. */
    public EndpointConfig(
            URI url,
            Credentials credentials,
            Optional<Path> caFile,
            Optional<InetSocketAddress> proxy,
            Duration timeout,
            Optional<String> tenant) {
        this(url, credentials, caFile, proxy, timeout, tenant, false);
    }

    /** The same endpoint with another URL, such as a path below its own. */
    public EndpointConfig withUrl(URI newUrl) {
        return new EndpointConfig(newUrl, credentials, caFile, proxy, timeout, tenant, urlIsSecret);
    }

    /** The URL for messages. */
    String shownUrl() {
        return urlIsSecret ? url.getScheme() + "://" + url.getAuthority() + "/***" : url.toString();
    }

    /** Reads the keys of one destination; mistakes are recorded in the document. */
    public static EndpointConfig read(ConfigSection section) {
        Optional<String> url = section.optionalText("url", "URL to post to, http or https.");
        if (url.isEmpty()) {
            section.addProblem("url", "is missing: set the URL to post to");
        }
        URI parsedUrl = url.flatMap(text -> parseUrl(section, text)).orElse(PLACEHOLDER_URL);
        return new EndpointConfig(
                parsedUrl,
                Credentials.read(section, parsedUrl),
                readCaFile(section),
                readProxy(section),
                section.duration(
                        "timeout",
                        "Timeout for connecting and for each read.",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5)),
                section.optionalText(
                                "tenant",
                                "Tenant, sent in the header X-Scope-OrgID, for a Mimir, Cortex or Loki with several.")
                        .flatMap(text -> checkTenant(section, text)));
    }

    /** Reads the key {@code ca_file}. */
    public static Optional<Path> readCaFile(ConfigSection section) {
        return section.optionalPath("ca_file", "CA certificates (PEM) to trust instead of the system's.");
    }

    /** Reads the key {@code proxy}; not resolved yet. */
    public static Optional<InetSocketAddress> readProxy(ConfigSection section) {
        return section.optionalText("proxy", "HTTP proxy, as host:port.").flatMap(text -> proxy(section, text));
    }

    private static Optional<String> checkTenant(ConfigSection section, String text) {
        if (text.matches(TENANT_PATTERN)) {
            return Optional.of(text);
        }
        section.addProblem("tenant", "\"" + text + "\" must be 1 to 150 letters, digits and !-_.*'()");
        return Optional.empty();
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
