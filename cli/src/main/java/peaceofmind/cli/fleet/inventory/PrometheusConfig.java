// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.inventory;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.Credentials;

/**
 * A server with Prometheus' HTTP API: Prometheus, VictoriaMetrics, Mimir, Grafana Cloud.
 *
 * @param url of the server, below which {@code /api/v1/query} is
 * @param tenant value of the header {@code X-Scope-OrgID}, for a Mimir or Cortex with several
 * @param caFile CA certificates (PEM) to trust instead of the system's
 * @param timeout of one query
 */
public record PrometheusConfig(
        URI url, Credentials credentials, Optional<String> tenant, Optional<Path> caFile, Duration timeout) {

    private static final URI PLACEHOLDER_URL = URI.create("http://localhost/");

    /** Reads the section; mistakes are recorded in the document. */
    static PrometheusConfig read(ConfigSection section) {
        Optional<String> text = section.optionalText("url", "URL of the server, http or https, without /api/v1.");
        if (text.isEmpty()) {
            section.addProblem("url", "is missing: set the server's URL, such as http://prometheus:9090");
        }
        URI url = text.flatMap(value -> parseUrl(section, value)).orElse(PLACEHOLDER_URL);
        return new PrometheusConfig(
                url,
                Credentials.read(section, url),
                section.optionalText("tenant", "Tenant, sent in the header X-Scope-OrgID."),
                section.optionalPath("ca_file", "CA certificates (PEM) to trust instead of the system's."),
                section.duration(
                        "timeout",
                        "Timeout of one query.",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5)));
    }

    private static Optional<URI> parseUrl(ConfigSection section, String text) {
        try {
            URI url = new URI(text.replaceAll("/+$", ""));
            boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (!isHttp || url.getHost() == null) {
                section.addProblem("url", "\"" + text + "\" is not a URL such as http://prometheus:9090");
            } else if (url.getUserInfo() != null) {
                section.addProblem("url", "must not contain a user: use username and password_file");
            } else if (url.getPath().matches(".*/api/v1(?:/.*)?")) {
                section.addProblem("url", "must be without /api/v1: it is added to each query");
            } else {
                return Optional.of(url);
            }
        } catch (URISyntaxException malformed) {
            section.addProblem("url", "\"" + text + "\" is not a URL: " + malformed.getReason());
        }
        return Optional.empty();
    }
}
