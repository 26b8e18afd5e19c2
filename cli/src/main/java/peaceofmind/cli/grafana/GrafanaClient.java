// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;

/** A Grafana server's HTTP API. Redirects are not followed: the token is for this server only. */
final class GrafanaClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Dashboard 1860 is fetched by the server from elsewhere. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    private static final int MAX_SHOWN_CHARS = 300;

    /** @param status of HTTP */
    record GrafanaResponse(int status, String body) {

        boolean isOk() {
            return status / 100 == 2;
        }
    }

    private final String url;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            // An upgrade to HTTP/2 over http:// loses the body at some servers.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    GrafanaClient(URI url, String token) {
        this.url = url.toString().replaceAll("/+$", "");
        this.token = token;
    }

    /** What is at that path; empty when there is nothing. */
    Optional<Json> find(String path) throws CommandFailedException {
        GrafanaResponse response = exchange("GET", path, Optional.empty());
        return response.status == 404 ? Optional.empty() : Optional.of(parse("GET " + path, response));
    }

    /** What is at that path; a 404 is an error. */
    Json get(String path) throws CommandFailedException {
        return parse("GET " + path, exchange("GET", path, Optional.empty()));
    }

    /** Sends a body that the server must accept. */
    void send(String method, String path, Json body) throws CommandFailedException {
        requireOk(method + " " + path, exchange(method, path, Optional.of(body)));
    }

    private GrafanaResponse exchange(String method, String path, Optional<Json> body) throws CommandFailedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                // Otherwise what was pushed could not be changed by hand in Grafana any more.
                .header("X-Disable-Provenance", "true")
                .method(
                        method,
                        body.map(json -> HttpRequest.BodyPublishers.ofString(json.toJson()))
                                .orElse(HttpRequest.BodyPublishers.noBody()))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new GrafanaResponse(response.statusCode(), response.body());
        } catch (IOException unreachable) {
            throw new CommandFailedException(
                    "Grafana at " + url + " does not answer (" + ErrorText.of(unreachable) + ").");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("Interrupted while waiting for Grafana.");
        }
    }

    private Json parse(String request, GrafanaResponse response) throws CommandFailedException {
        requireOk(request, response);
        try {
            return Json.parse(response.body);
        } catch (JsonException malformed) {
            throw new CommandFailedException(request + ": " + url + " does not answer as Grafana does ("
                    + malformed.getMessage() + "). Is it one?");
        }
    }

    private void requireOk(String request, GrafanaResponse response) throws CommandFailedException {
        if (response.isOk()) {
            return;
        }
        String message = response.body.strip().replace("\n", " ");
        String detail = message.substring(0, Math.min(MAX_SHOWN_CHARS, message.length()));
        throw new CommandFailedException(
                switch (response.status) {
                    case 401 ->
                        "Grafana refuses the token (401). Make a new one: Administration, Service accounts, role Admin.";
                    case 403 ->
                        "The token lacks permission for this (" + request
                                + ": 403). Give its service account the role Admin.";
                    case 412 ->
                        "Somebody changed the dashboard in the meantime (412). Run the command again to see what differs.";
                    default -> request + ": Grafana answers " + response.status + " " + detail;
                });
    }

    @Override
    public void close() {
        http.close();
    }
}
