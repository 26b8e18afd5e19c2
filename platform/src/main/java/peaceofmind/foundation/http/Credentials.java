// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.log.ErrorText;

/**
 * The identity used for a request. Secrets are files that are read at each use, so fixing one needs no restart; they never appear in
 * messages.
 *
 * @param username for basic authentication, together with {@code passwordFile}
 * @param bearerTokenFile a token instead of a user
 */
public record Credentials(Optional<String> username, Optional<Path> passwordFile, Optional<Path> bearerTokenFile) {

    /** No authentication. */
    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty(), Optional.empty());

    /** Reads the keys {@code username}, {@code password_file} and {@code bearer_token_file}; mistakes are recorded in the document. */
    public static Credentials read(ConfigSection section) {
        Credentials credentials = new Credentials(
                section.optionalText("username", "User for basic authentication."),
                section.optionalPath("password_file", "File (mode 0600) with the user's password."),
                section.optionalPath("bearer_token_file", "File (mode 0600) with a bearer token."));
        if (credentials.username.isPresent() != credentials.passwordFile.isPresent()) {
            section.addProblem("password_file", "username and password_file belong together: set both or neither");
        } else if (credentials.username.isPresent() && credentials.bearerTokenFile.isPresent()) {
            section.addProblem("bearer_token_file", "set a user or a token, not both");
        }
        return credentials;
    }

    /**
     * The value of the header {@code Authorization}; empty when there is none to send.
     *
     * @throws IOException a secret can't be read; the message names its file
     */
    public Optional<String> authorizationHeader() throws IOException {
        if (username.isPresent() && passwordFile.isPresent()) {
            String pair = username.get() + ":" + readSecret(passwordFile.get());
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } else if (bearerTokenFile.isPresent()) {
            return Optional.of("Bearer " + readSecret(bearerTokenFile.get()));
        }
        return Optional.empty();
    }

    /** A noun phrase for the message that a server rejected these credentials. */
    public String description() {
        if (username.isPresent()) {
            return "user " + username.get()
                    + passwordFile.map(file -> " or the password in " + file).orElse("");
        }
        return bearerTokenFile
                .map(file -> "the token in " + file)
                .orElse("a request without a user (username and password_file, or bearer_token_file)");
    }

    private static String readSecret(Path file) throws IOException {
        String secret;
        try {
            secret = Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new IOException(
                    "the secret " + file + " cannot be read (" + ErrorText.of(unreadable)
                            + "): it must exist and be readable by this user",
                    unreadable);
        }
        if (secret.isEmpty() || !secret.chars().allMatch(c -> c >= ' ' && c != 0x7f)) {
            // A line break would let the rest of the file become another header.
            throw new IOException("the secret " + file + " is empty or has more than one line");
        }
        return secret;
    }
}
