package peaceofmind.cli.grafana;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;

/** A Grafana server's HTTP API. Redirects are not followed: the token is for this server only. */
final class GrafanaServer implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Dashboard 1860 is fetched by the server from elsewhere. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final int MAX_SHOWN = 300;

    /** @param status of HTTP */
    record Answer(int status, String body) {

        boolean isOk() {
            return status / 100 == 2;
        }
    }

    private final String url;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    GrafanaServer(URI url, String token) {
        this.url = url.toString().replaceAll("/+$", "");
        this.token = token;
    }

    /** What is at that path; empty when there is nothing. */
    Optional<Json> find(String path) throws CommandFailedException {
        Answer answer = exchange("GET", path, Optional.empty());
        return answer.status == 404 ? Optional.empty() : Optional.of(parse("GET " + path, answer));
    }

    /** What is at that path; it must be there. */
    Json get(String path) throws CommandFailedException {
        return parse("GET " + path, exchange("GET", path, Optional.empty()));
    }

    /** Sends a body that the server must accept. */
    void send(String method, String path, Json body) throws CommandFailedException {
        check(method + " " + path, exchange(method, path, Optional.of(body)));
    }

    private Answer exchange(String method, String path, Optional<Json> body) throws CommandFailedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER)
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
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException unreachable) {
            throw new CommandFailedException("Grafana at " + url + " does not answer (" + unreachable + ").");
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("Interrupted while waiting for Grafana.");
        }
    }

    private Json parse(String what, Answer answer) throws CommandFailedException {
        check(what, answer);
        try {
            return Json.parse(answer.body);
        } catch (JsonException noJson) {
            throw new CommandFailedException(
                    what + ": " + url + " does not answer as Grafana does (" + noJson.getMessage() + "). Is it one?");
        }
    }

    private void check(String what, Answer answer) throws CommandFailedException {
        if (answer.isOk()) {
            return;
        }
        String told = answer.body.strip().replace("\n", " ");
        String detail = told.substring(0, Math.min(MAX_SHOWN, told.length()));
        throw new CommandFailedException(
                switch (answer.status) {
                    case 401 ->
                        "Grafana refuses the token (401). Make a new one: Administration, Service accounts, role Admin.";
                    case 403 ->
                        "The token may not do this (" + what + ": 403). Give its service account the role Admin.";
                    case 412 ->
                        "Somebody changed the dashboard in the meantime (412). Run the command again to see what differs.";
                    default -> what + ": Grafana answers " + answer.status + " " + detail;
                });
    }

    @Override
    public void close() {
        client.close();
    }
}
