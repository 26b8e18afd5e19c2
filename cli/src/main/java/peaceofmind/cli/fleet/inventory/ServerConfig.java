// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.inventory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The server that the fleet ships to, as {@code peace fleet server setup} sets it up.
 *
 * @param host its name in the certificate and in the devices' configuration
 * @param mailTo who gets the alerts
 * @param smtp mail server, {@code host:port}
 * @param smtpTls whether mail is sent by TLS only
 * @param pingUrlFile file with the URL that expects a request every few minutes while the server works
 * @param retention how long samples are stored
 * @param retentionBytes how much disk they may take; the oldest are deleted first
 * @param certificate with its chain, PEM
 * @param key of the certificate, PEM
 */
public record ServerConfig(
        String host,
        List<String> mailTo,
        String mailFrom,
        String smtp,
        boolean smtpTls,
        Optional<String> smtpUser,
        Optional<Path> smtpPasswordFile,
        Optional<Path> pingUrlFile,
        Duration retention,
        long retentionBytes,
        Path certificate,
        Path key) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long MIN_BYTES = 1_000_000_000;

    public ServerConfig {
        mailTo = List.copyOf(mailTo);
    }

    /** Reads the section; mistakes are recorded in the document. Empty if the file does not have it. */
    static Optional<ServerConfig> read(ConfigSection section) {
        if (!section.isPresent()) {
            return Optional.empty();
        }
        ServerConfig server = new ServerConfig(
                section.text("host", "The server's name, as in its certificate.", ""),
                section.texts("mail_to", "Addresses that get the alerts.", List.of()),
                section.text("mail_from", "Address of the sender.", ""),
                section.text("smtp", "Mail server, HOST:PORT.", ""),
                section.bool("smtp_tls", "Whether mail is sent by TLS only.", true),
                section.optionalText("smtp_user", "User at the mail server."),
                section.optionalPath("smtp_password_file", "File with that user's password."),
                section.optionalPath(
                        "ping_url_file", "File with the URL of a service that expects a ping while the server works."),
                section.duration(
                        "retention", "How long samples are stored.", DAY.multipliedBy(90), DAY, DAY.multipliedBy(3660)),
                section.bytes("retention_size", "Disk that samples may take.", "20GB", MIN_BYTES),
                section.path(
                        "certificate",
                        "The certificate with its chain (PEM).",
                        Path.of("/etc/peace/fleet/tls/server.crt")),
                section.path("key", "The certificate's key (PEM).", Path.of("/etc/peace/fleet/tls/server.key")));
        server.addProblems(section);
        return Optional.of(server);
    }

    private void addProblems(ConfigSection section) {
        if (!host.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")) {
            section.addProblem("host", "must be the server's name, such as metrics.example.org");
        }
        if (mailTo.isEmpty()) {
            section.addProblem("mail_to", "is missing: who gets the alerts?");
        }
        for (String address : mailTo) {
            if (!isAddress(address)) {
                section.addProblem("mail_to", "\"" + address + "\" is not an address such as you@example.org");
            }
        }
        if (!isAddress(mailFrom)) {
            section.addProblem("mail_from", "must be an address such as alerts@example.org");
        }
        if (!smtp.matches("[A-Za-z0-9.-]+:\\d{1,5}")) {
            section.addProblem("smtp", "must be HOST:PORT, such as mail.example.org:587");
        }
        if (smtpUser.isPresent() != smtpPasswordFile.isPresent()) {
            section.addProblem("smtp_user", "smtp_user and smtp_password_file belong together: set both or neither");
        }
    }

    private static boolean isAddress(String text) {
        return text.matches("[^@\\s<>,;\"]+@[^@\\s<>,;\"]+");
    }
}
