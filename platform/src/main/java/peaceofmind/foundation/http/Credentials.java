// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.io.IOException;
import java.net.URI;
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
 * @param allowInsecure whether they may be sent without TLS to another machine
 */
public record Credentials(
        Optional<String> username, Optional<Path> passwordFile, Optional<Path> bearerTokenFile, boolean allowInsecure) {

    /** No authentication. */
    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty(), Optional.empty(), false);

    /**
     * Reads the keys {@code username}, {@code password_file}, {@code bearer_token_file} and {@code allow_insecure}; mistakes and refusals
     * are recorded in the document.
     *
     * @param url to which they are sent, which is in the key {@code url}
     */
    public static Credentials read(ConfigSection section, URI url) {
        Credentials credentials = new Credentials(
                section.optionalText("username", "User for basic authentication."),
                section.optionalPath("password_file", "File (mode 0600) with the user's password."),
                section.optionalPath("bearer_token_file", "File (mode 0600) with a bearer token."),
                UnencryptedConnection.readAllowed(section));
        if (credentials.username.isPresent() != credentials.passwordFile.isPresent()) {
            section.addProblem("password_file", "username and password_file belong together: set both or neither");
        } else if (credentials.username.isPresent() && credentials.bearerTokenFile.isPresent()) {
            section.addProblem("bearer_token_file", "set a user or a token, not both");
        }
        credentials.refusal(url).ifPresent(reason -> section.addRefusal("url", reason));
        return credentials;
    }

    /** Why nothing is sent to that address; empty if it may be. */
    private Optional<String> refusal(URI url) {
        boolean hasSecret = username.isPresent() || bearerTokenFile.isPresent();
        return hasSecret && !allowInsecure && UnencryptedConnection.isPlainToAnotherMachine(url.toString())
                ? Optional.of(
                        UnencryptedConnection.refusal(username.isPresent() ? "the password" : "the token", "https"))
                : Optional.empty();
    }

    /**
     * The value of the header {@code Authorization} for a request to that address; empty when there is none to send.
     *
     * @throws IOException a secret can't be read, and the message names its file; or it must not be sent there
     */
    public Optional<String> authorizationHeader(URI url) throws IOException {
        Optional<String> refusal = refusal(url);
        if (refusal.isPresent()) {
            throw new IOException("off, since it " + refusal.get());
        }
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
