// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** The OAuth client of a Google Cloud project, from the file that Google offers for download. */
record ClientSecret(String id, String secret) {

    private static final int MAX_FILE_BYTES = 100_000;

    /** @throws IOException it cannot be read, or is another file; says what to do, without its content */
    static ClientSecret read(Path file) throws IOException {
        String text;
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("it is too large");
            }
            text = Files.readString(file);
        } catch (IOException unreadable) {
            throw new IOException(
                    "the OAuth client " + file + " cannot be read (" + ErrorText.of(unreadable)
                            + "): download it from console.cloud.google.com (APIs & Services, Credentials)",
                    unreadable);
        }
        Optional<ClientSecret> client = parse(text);
        if (client.isEmpty()) {
            throw new IOException(
                    file + " is not the file of an OAuth client: download the JSON of a client of the type"
                            + " \"TVs and Limited Input devices\" or \"Desktop app\" from console.cloud.google.com");
        }
        return client.get();
    }

    private static Optional<ClientSecret> parse(String text) {
        try {
            JsonObject json = Json.parseObject(text);
            return Stream.of("installed", "limited_input", "tv")
                    .flatMap(kind -> json.object(kind).stream())
                    .findFirst()
                    .or(() -> Optional.of(json))
                    .flatMap(client -> client.text("client_id")
                            .flatMap(id -> client.text("client_secret").map(secret -> new ClientSecret(id, secret))));
        } catch (JsonException notJson) {
            return Optional.empty();
        }
    }

    /** A record's own would contain the secret. */
    @Override
    public String toString() {
        return "OAuth client " + id;
    }
}
