// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.http.UnencryptedConnection;

/**
 * The section {@code alerts.mail} of the configuration.
 *
 * @param host of the mail server; empty when mail is disabled
 * @param passwordFile contains the password, nothing else
 * @param caFile certificates (PEM) to trust instead of the system's
 * @param allowInsecure whether the password may be sent without TLS to another machine
 */
public record MailConfig(
        String host,
        int port,
        Tls tls,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<Path> caFile,
        String from,
        List<String> to,
        boolean allowInsecure) {

    /** How the connection is encrypted. */
    public enum Tls {
        /** The connection starts unencrypted and must be upgraded (RFC 3207); port 587. */
        STARTTLS,
        /** Encrypted from the first byte (RFC 8314); port 465. */
        IMPLICIT,
        /** Not encrypted: for a server on this machine. */
        NONE;

        static Optional<Tls> parse(String text) {
            for (Tls tls : values()) {
                if (tls.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return Optional.of(tls);
                }
            }
            return Optional.empty();
        }
    }

    public MailConfig {
        to = List.copyOf(to);
    }

    /** Whether mail is sent at all. */
    public boolean isEnabled() {
        return !host.isEmpty() && !to.isEmpty();
    }

    /** Why no mail is sent; empty if it may be. */
    Optional<String> refusal() {
        return user.isPresent() && tls == Tls.NONE && !allowInsecure && !UnencryptedConnection.isLocalHost(host)
                ? Optional.of(UnencryptedConnection.refusal("the password", "starttls or implicit"))
                : Optional.empty();
    }

    static MailConfig read(ConfigSection mail) {
        MailConfig config = new MailConfig(
                mail.text("host", "Host name of the mail server; empty: no mail.", ""),
                mail.integer("port", "Port of the mail server: 587 for starttls, 465 for implicit.", 587, 1, 65_535),
                mail.choice(
                        "tls",
                        "How the connection is encrypted: starttls, implicit, none.",
                        "starttls",
                        Tls::parse,
                        "starttls, implicit or none"),
                mail.optionalText("user", "User name at the mail server; not set: no login."),
                mail.optionalPath("password_file", "File (mode 0600) that contains the password."),
                mail.optionalPath("ca_file", "Certificates (PEM) to trust instead of the system's."),
                mail.text("from", "Sender's address.", "peace@localhost"),
                mail.texts("to", "Recipients: one address or a list.", List.of()),
                UnencryptedConnection.readAllowed(mail));
        if (config.user.isPresent() && config.passwordFile.isEmpty()) {
            mail.addProblem("user", "requires password_file");
        }
        config.refusal().ifPresent(reason -> mail.addRefusal("tls", reason));
        if (!config.host.isEmpty() && config.to.isEmpty()) {
            mail.addProblem("to", "is missing: set at least one recipient");
        }
        return config;
    }
}
