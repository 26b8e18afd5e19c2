// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.http.CertificateAuthority;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Sends a one-time code to the server of a fleet; always by TLS. */
final class EnrolmentClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** A malformed request; a code that is unknown, used or expired. Not 409: the server's clock may be corrected. */
    private static final Set<Integer> PERMANENT = Set.of(400, 404, 410);

    private static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private final URI url;
    private final Optional<Path> caFile;

    /**
     * What the inventory says about this device.
     *
     * @param customer empty for none
     * @param location empty for none
     */
    record EnrolledDevice(String name, String customer, String location) {}

    /** @param caFile CA certificates to trust instead of the system's */
    EnrolmentClient(String server, Optional<Path> caFile) {
        this.url = URI.create("https://" + server + "/enroll");
        this.caFile = caFile;
    }

    /** @throws CommandFailedException it was refused, or is not known; the message is for people */
    EnrolledDevice enroll(String code, String token) throws CommandFailedException, InterruptedException {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        try {
            if (caFile.isPresent()) {
                builder.sslContext(CertificateAuthority.context(caFile.get()));
            }
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Json.object()
                            .put("code", code)
                            .put("token", token)
                            .build()
                            .toJson()))
                    .build();
            try (HttpClient http = builder.build()) {
                HttpResponse<byte[]> response = http.send(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES));
                return device(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
            }
        } catch (IOException failed) {
            throw new CommandFailedException(url + " does not respond (" + ErrorText.of(failed)
                    + "). The same command can be repeated. If the certificate is its own: --ca-file");
        }
    }

    private EnrolledDevice device(int status, String body) throws CommandFailedException {
        if (status == 429) {
            throw new CommandFailedException(url + " had too many codes from this address: wait some minutes");
        }
        try {
            JsonObject json = Json.parseObject(body);
            Optional<String> name = json.text("device").filter(text -> !text.isEmpty());
            if (status == 200 && name.isPresent()) {
                return new EnrolledDevice(
                        name.get(),
                        json.text("customer").orElse(""),
                        json.text("location").orElse(""));
            }
            String reason = url + " refuses (" + status + "): "
                    + PlainText.of(json.text("error").orElse("it gives no reason"));
            if (PERMANENT.contains(status)) {
                throw new EnrolmentRefusedException(reason);
            }
            throw new CommandFailedException(reason);
        } catch (JsonException other) {
            throw new CommandFailedException(
                    url + " does not respond as the server of a fleet (" + status + "): is it set up?");
        }
    }
}
