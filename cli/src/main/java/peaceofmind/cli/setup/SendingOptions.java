package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import peaceofmind.cli.setup.Sending.Mail;
import peaceofmind.cli.setup.Sending.Receiver;
import peaceofmind.cli.terminal.CommandFailedException;
import picocli.CommandLine.Option;

/** The flags about what leaves the device. */
final class SendingOptions {

    private static final String NONE = "none";

    @Option(
            names = "--metrics-url",
            paramLabel = "URL",
            description = "Where metrics are sent (remote write); none: nowhere.")
    private Optional<String> metricsUrl = Optional.empty();

    @Option(names = "--metrics-user", paramLabel = "USER", description = "User there.")
    private Optional<String> metricsUser = Optional.empty();

    @Option(
            names = "--metrics-password-file",
            paramLabel = "FILE",
            description = "Its password or token; copied to where only the agent reads it, as the others are.")
    private Optional<Path> metricsPassword = Optional.empty();

    @Option(names = "--logs-url", paramLabel = "URL", description = "Where logs are sent (Loki); none: nowhere.")
    private Optional<String> logsUrl = Optional.empty();

    @Option(names = "--logs-user", paramLabel = "USER", description = "User there.")
    private Optional<String> logsUser = Optional.empty();

    @Option(names = "--logs-password-file", paramLabel = "FILE", description = "Its password or token.")
    private Optional<Path> logsPassword = Optional.empty();

    @Option(
            names = "--mail-server",
            paramLabel = "HOST[:PORT]",
            description = "Takes the mail of alerts (port 587: STARTTLS, 465: TLS); none: no mail.")
    private Optional<String> mailServer = Optional.empty();

    @Option(names = "--mail-to", paramLabel = "ADDRESSES", description = "Who is told, with commas.")
    private Optional<String> mailTo = Optional.empty();

    @Option(names = "--mail-from", paramLabel = "ADDRESS", description = "The sender.")
    private Optional<String> mailFrom = Optional.empty();

    @Option(names = "--mail-user", paramLabel = "USER", description = "User at the mail server.")
    private Optional<String> mailUser = Optional.empty();

    @Option(names = "--mail-password-file", paramLabel = "FILE", description = "The user's password.")
    private Optional<Path> mailPassword = Optional.empty();

    @Option(
            names = "--dashboard-password-file",
            paramLabel = "FILE",
            description = "The dashboard's new password; only its hash is kept.")
    private Optional<Path> dashboardPassword = Optional.empty();

    SendingOptions() {}

    Sending over(Sending known) {
        return new Sending(
                receiver(metricsUrl, metricsUser, known.metrics()),
                receiver(logsUrl, logsUser, known.logs()),
                mail(known.mail()));
    }

    private static Optional<Receiver> receiver(Optional<String> url, Optional<String> user, Optional<Receiver> known) {
        String address = url.or(() -> known.map(Receiver::url)).orElse(NONE);
        return address.equals(NONE)
                ? Optional.empty()
                : Optional.of(new Receiver(
                        address, user.or(() -> known.map(Receiver::user)).orElse("")));
    }

    private Optional<Mail> mail(Optional<Mail> known) {
        String server = mailServer
                .or(() -> known.map(mail -> mail.host() + ":" + mail.port()))
                .orElse(NONE);
        return server.equals(NONE)
                ? Optional.empty()
                : Optional.of(SendingInterview.server(
                        server,
                        mailUser.or(() -> known.map(Mail::user)).orElse(""),
                        mailFrom.or(() -> known.map(Mail::from)).orElse(""),
                        mailTo.or(() -> known.map(Mail::to)).orElse("")));
    }

    /** What the named files hold: their first lines. */
    Map<Secret, String> secrets() throws CommandFailedException {
        Map<Secret, String> secrets = new EnumMap<>(Secret.class);
        read(metricsPassword, Secret.METRICS, secrets);
        read(logsPassword, Secret.LOGS, secrets);
        read(mailPassword, Secret.MAIL, secrets);
        read(dashboardPassword, Secret.DASHBOARD, secrets);
        return secrets;
    }

    private static void read(Optional<Path> file, Secret secret, Map<Secret, String> secrets)
            throws CommandFailedException {
        if (file.isEmpty()) {
            return;
        }
        try {
            String first =
                    Files.readString(file.get()).lines().findFirst().orElse("").strip();
            if (first.isEmpty()) {
                throw new CommandFailedException(file.get() + " is empty: it must hold a password or token");
            }
            secrets.put(secret, first);
        } catch (IOException unreadable) {
            throw new CommandFailedException(file.get() + " cannot be read (" + unreadable + "); nothing was changed");
        }
    }
}
