// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** The login of a channel's owner, in a file of mode 0600. A file that the existing recorder's Google library wrote is read, too. */
final class TokenFile {

    private static final int MAX_FILE_BYTES = 100_000;
    private static final Set<PosixFilePermission> FORBIDDEN = Set.of(
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE);

    private final Path file;

    /**
     * A login.
     *
     * @param refreshToken from which tokens for requests are made
     * @param expiresAt when Google ends it; empty: when it is revoked, or not used for half a year
     */
    record Login(String refreshToken, Optional<Instant> expiresAt) {
        /** A record's own would contain the token. */
        @Override
        public String toString() {
            return "login" + expiresAt.map(time -> " until " + time).orElse("");
        }
    }

    TokenFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /**
     * Empty when nobody has logged in yet.
     *
     * @throws IOException it cannot be used; says what to do, without its content
     */
    Optional<Login> read() throws IOException {
        String text;
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("it is too large");
            }
            if (Files.getPosixFilePermissions(file).stream().anyMatch(FORBIDDEN::contains)) {
                throw new IOException("others can read it: chmod 600 " + file);
            }
            text = Files.readString(file);
        } catch (NoSuchFileException notLoggedIn) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new IOException("the login in " + file + " cannot be used: " + ErrorText.of(unreadable), unreadable);
        }
        try {
            JsonObject json = Json.parseObject(text);
            String token = json.text("refresh_token")
                    .filter(value -> !value.isBlank())
                    .orElseThrow(() -> new IOException("the file " + file + " contains no login"));
            return Optional.of(
                    new Login(token, json.text("refresh_token_expires_at").flatMap(TokenFile::time)));
        } catch (JsonException notJson) {
            throw new IOException("the file " + file + " contains no login", notJson);
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    void write(Login login, Instant now) throws IOException {
        Json.ObjectBuilder json =
                Json.object().put("refresh_token", login.refreshToken()).put("obtained_at", now.toString());
        login.expiresAt().ifPresent(time -> json.put("refresh_token_expires_at", time.toString()));
        try {
            DurableFile.replace(file, json.build().toPrettyJson() + "\n", "rw-------");
        } catch (IOException failure) {
            throw new IOException(
                    "cannot write the login to " + file + ": " + ErrorText.of(failure)
                            + "; its folder must belong to the recorder's user",
                    failure);
        }
    }
}
