// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import peaceofmind.alerting.remote.RemoteCommandsConfig;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.UnencryptedConnection;
import peaceofmind.foundation.log.ErrorText;

/**
 * One of {@code alerts.webhooks}. Its secrets are the URL with some receivers, so that it can be read from a file, and a token with the
 * others, which is always in one. Files are read at each use.
 *
 * @param name identifies it in messages
 * @param to whom the receiver passes messages on to: a chat, a user's key, a room; empty where the URL says that
 * @param allowInsecure whether secrets may be sent without TLS to another machine
 * @param remoteCommands what the buttons of its messages may do
 */
public record WebhookConfig(
        String name,
        Format format,
        Optional<String> url,
        Optional<Path> urlFile,
        Optional<Path> tokenFile,
        Optional<String> to,
        boolean allowInsecure,
        RemoteCommandsConfig remoteCommands) {

    private static final int MAX_SECRET_BYTES = 10_000;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    /** Format of the messages; named as in the configuration. */
    public enum Format {
        JSON("", false, false, "", ""),
        NTFY("", false, false, "tk_[A-Za-z0-9]{29}", ""),
        SLACK("", false, false, "", ""),
        DISCORD("", false, false, "", ""),
        TELEGRAM("https://api.telegram.org", true, true, "\\d{5,20}:[\\w-]{30,100}", "-?\\d{1,20}|@[A-Za-z]\\w{4,31}"),
        PUSHOVER("https://api.pushover.net", true, true, "[A-Za-z0-9]{30}", "[A-Za-z0-9]{30}"),
        MATRIX("", true, true, "\\S{8,2000}", "![^\\s/]{1,254}"),
        TEAMS("", false, false, "", ""),
        GOTIFY("", true, false, "A[\\w.-]{14}", "");

        private final String defaultUrl;
        private final boolean hasToken;
        private final boolean hasRecipient;
        private final String token;
        private final String recipient;

        /**
         * A receiver's keys.
         *
         * @param defaultUrl of its API; empty where each user has another
         * @param hasToken whether it needs one
         * @param hasRecipient whether it needs {@code to}
         * @param token what a token is like; empty where there is none
         * @param recipient what {@code to} is like
         */
        Format(String defaultUrl, boolean hasToken, boolean hasRecipient, String token, String recipient) {
            this.defaultUrl = defaultUrl;
            this.hasToken = hasToken;
            this.hasRecipient = hasRecipient;
            this.token = token;
            this.recipient = recipient;
        }

        static Optional<Format> parse(String text) {
            for (Format format : values()) {
                if (format.word().equals(text)) {
                    return Optional.of(format);
                }
            }
            return Optional.empty();
        }

        /** As in the configuration. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean acceptsToken() {
            return !token.isEmpty();
        }
    }

    /** One whose messages have no buttons. */
    WebhookConfig(
            String name,
            Format format,
            Optional<String> url,
            Optional<Path> urlFile,
            Optional<Path> tokenFile,
            Optional<String> to,
            boolean allowInsecure) {
        this(name, format, url, urlFile, tokenFile, to, allowInsecure, RemoteCommandsConfig.NONE);
    }

    /** One without a token. */
    WebhookConfig(String name, Format format, Optional<String> url, Optional<Path> urlFile, boolean allowInsecure) {
        this(name, format, url, urlFile, Optional.empty(), Optional.empty(), allowInsecure);
    }

    static WebhookConfig read(ConfigSection section) {
        WebhookConfig config = new WebhookConfig(
                section.text("name", "Name of the webhook in messages.", "webhook"),
                section.choice(
                        "form",
                        "Format of its messages: json, ntfy, slack, discord, telegram, pushover, matrix, teams, gotify.",
                        "json",
                        Format::parse,
                        "json, ntfy, slack, discord, telegram, pushover, matrix, teams or gotify"),
                section.optionalText(
                        "url",
                        "URL to which messages are posted; of the server for matrix and gotify; not needed for telegram and pushover."),
                section.optionalPath("url_file", "File (mode 0600) that contains the URL instead."),
                section.optionalPath(
                        "token_file",
                        "File (mode 0600) with the token: of a bot (telegram), an application (pushover, gotify), a user (matrix, ntfy)."),
                section.optionalText(
                        "to", "Recipient: a chat's id (telegram), a user's key (pushover), a room's id (matrix)."),
                UnencryptedConnection.readAllowed(section),
                RemoteCommandsConfig.read(section.section("remote_commands")));
        config.checkKeys(section);
        RemoteCommandRules.check(config, section.section("remote_commands"));
        config.url.flatMap(config::refusal).ifPresent(reason -> section.addRefusal("url", reason));
        config.urlFile
                .flatMap(WebhookConfig::readIfPossible)
                .flatMap(config::refusal)
                .ifPresent(reason -> section.addRefusal("url_file", reason));
        return config;
    }

    private void checkKeys(ConfigSection section) {
        if (format.hasToken) {
            if (urlFile.isPresent()) {
                section.addProblem(
                        "url_file",
                        "is for receivers whose URL is a secret: form " + format.word() + " has token_file");
            }
            if (url.isEmpty() && format.defaultUrl.isEmpty()) {
                section.addProblem(
                        "url", "is missing: form " + format.word() + " needs the server's, such as https://host");
            }
            if (tokenFile.isEmpty()) {
                section.addProblem("token_file", "is missing: form " + format.word() + " needs a token");
            }
        } else {
            if (url.isPresent() == urlFile.isPresent()) {
                section.addProblem("url", "set exactly one of url and url_file");
            }
            if (tokenFile.isPresent() && !format.acceptsToken()) {
                section.addProblem(
                        "token_file", "is not for form " + format.word() + ", whose secret is its URL: remove it");
            }
        }
        if (to.isPresent() != format.hasRecipient) {
            section.addProblem(
                    "to",
                    format.hasRecipient
                            ? "is missing: form " + format.word() + " needs a recipient"
                            : "is not for form " + format.word() + ": remove it");
        }
    }

    /** Why {@link #to} cannot be right; empty if it can. */
    public Optional<String> recipientProblem() {
        boolean isWrong = format.hasRecipient
                && to.filter(text -> !text.matches(format.recipient)).isPresent();
        return isWrong
                ? Optional.of(
                        switch (format) {
                            case TELEGRAM -> "is no chat: write its id, a number, or @name of a public channel";
                            case PUSHOVER -> "is no key of a user or a group: it has 30 letters and digits";
                            case MATRIX -> "is no room: write the room's id, which starts with !, not an alias (#)";
                            case JSON, NTFY, SLACK, DISCORD, TEAMS, GOTIFY -> "is not used";
                        })
                : Optional.empty();
    }

    /** Why the content of {@link #tokenFile} cannot be right, without it; empty if it can, or where this user cannot read it. */
    public Optional<String> tokenProblem() {
        boolean isWrong = format.acceptsToken()
                && tokenFile
                        .flatMap(WebhookConfig::readIfPossible)
                        .filter(text -> !text.matches(format.token))
                        .isPresent();
        return isWrong
                ? Optional.of(
                        switch (format) {
                            case TELEGRAM -> "does not contain a bot's token: @BotFather sends one like 123456789:AbC…";
                            case PUSHOVER -> "does not contain an application's token: it has 30 letters and digits";
                            case GOTIFY ->
                                "does not contain an application's token: it has 15 characters and starts with A";
                            case NTFY -> "does not contain an access token: it starts with tk_ and has 32 characters";
                            case MATRIX -> "does not contain an access token: it is one line without blanks";
                            case JSON, SLACK, DISCORD, TEAMS -> "is not used";
                        })
                : Optional.empty();
    }

    /** Whether anybody who knows or guesses its name can read the messages: a topic at ntfy.sh without a login. */
    public boolean isPublicTopic() {
        return format == Format.NTFY
                && tokenFile.isEmpty()
                && url.or(() -> urlFile.flatMap(WebhookConfig::readIfPossible))
                        .filter(address -> address.matches("(?i)https?://ntfy\\.sh(:\\d+)?/[^?]*"))
                        .isPresent();
    }

    /** Whether anybody who can read its messages can press their buttons: a topic of ntfy without a login. */
    public boolean hasUnprotectedButtons() {
        return format == Format.NTFY && remoteCommands.isEnabled() && tokenFile.isEmpty();
    }

    /** Whether everybody in a group, whoever joins it later included, can press its buttons: Telegram's ids of groups are negative. */
    public boolean hasButtonsForGroup() {
        return format == Format.TELEGRAM
                && remoteCommands.isEnabled()
                && remoteCommands.users().isEmpty()
                && to.filter(id -> id.startsWith("-")).isPresent();
    }

    /** Whether its messages have buttons. */
    public boolean hasButtons() {
        return remoteCommands.isEnabled();
    }

    /**
     * The address of a request.
     *
     * @param path below the server's URL; empty where the URL is complete
     * @throws SendException when nothing is sent to that address
     * @throws IOException when the URL cannot be read
     * @throws IllegalArgumentException when it is none
     */
    URI address(String path) throws IOException {
        String base = urlFile.isPresent()
                ? Files.readString(urlFile.get()).strip()
                : url.orElse(format.defaultUrl).strip();
        Optional<String> refusal = refusal(base);
        if (refusal.isPresent()) {
            throw new SendException(SendException.Kind.NOT_SENT, "off, since it " + refusal.get());
        }
        return URI.create(path.isEmpty() ? base : base.replaceFirst("/+$", "") + path);
    }

    /**
     * The token; empty where none is configured.
     *
     * @throws IOException when it cannot be read, or cannot be one; says what to do, without it
     */
    Optional<String> token() throws IOException {
        return tokenFile.isPresent() ? Optional.of(readToken(tokenFile.get())) : Optional.empty();
    }

    /**
     * The address of the topic for commands.
     *
     * @throws SendException when nothing is sent to that address
     * @throws IllegalArgumentException when it is none
     */
    URI commandAddress() throws SendException {
        String address = remoteCommands.url().orElse("").strip().replaceFirst("/+$", "");
        Optional<String> refusal = refusal(address);
        if (refusal.isPresent()) {
            throw new SendException(SendException.Kind.NOT_SENT, "off, since it " + refusal.get());
        }
        return URI.create(address);
    }

    /**
     * The token of the buttons; empty where none is configured.
     *
     * @throws IOException when it cannot be read, or cannot be one; says what to do, without it
     */
    Optional<String> commandToken() throws IOException {
        Optional<Path> file = remoteCommands.tokenFile();
        return file.isPresent() ? Optional.of(readToken(file.get())) : Optional.empty();
    }

    private static String readToken(Path file) throws IOException {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new IOException("cannot read the token in " + file + ": " + ErrorText.of(unreadable), unreadable);
        }
        if (!PRINTABLE.matcher(token).matches()) {
            // A line break would let the rest of the file become another header.
            throw new IOException(file + " does not contain a token: it must be one line without blanks");
        }
        return token;
    }

    /** Why nothing is sent to that address; empty if it may be. */
    Optional<String> refusal(String address) {
        return !allowInsecure && UnencryptedConnection.isPlainToAnotherMachine(address)
                ? Optional.of(UnencryptedConnection.refusal(
                        format.hasToken ? "the token" : "its address, which is a secret,", "https"))
                : Optional.empty();
    }

    /** Empty where this user cannot read it: it is read again at each use. */
    private static Optional<String> readIfPossible(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MAX_SECRET_BYTES
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
