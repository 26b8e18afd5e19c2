// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import peaceofmind.cli.setup.OutboundSettings.HttpReceiver;
import peaceofmind.cli.setup.OutboundSettings.MailServer;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.log.ErrorText;
import picocli.CommandLine.Option;

/** Flags for what leaves the device. */
final class OutboundFlags {

    @Option(
            names = "--metrics-url",
            paramLabel = "URL",
            description = "Remote-write URL for metrics; none: do not ship metrics.")
    private Optional<String> metricsUrl = Optional.empty();

    @Option(names = "--metrics-user", paramLabel = "USER", description = "User at the metrics receiver.")
    private Optional<String> metricsUser = Optional.empty();

    @Option(
            names = "--metrics-password-file",
            paramLabel = "FILE",
            description = "Password or token; copied, like the others, to a file that only the agent can read.")
    private Optional<Path> metricsPasswordFile = Optional.empty();

    @Option(
            names = "--metrics-ca-file",
            paramLabel = "FILE",
            description = "CA certificates (PEM) to trust at the metrics receiver instead of the system's.")
    private Optional<Path> metricsCaFile = Optional.empty();

    @Option(names = "--logs-url", paramLabel = "URL", description = "Loki push URL for logs; none: do not ship logs.")
    private Optional<String> logsUrl = Optional.empty();

    @Option(names = "--logs-user", paramLabel = "USER", description = "User at the logs receiver.")
    private Optional<String> logsUser = Optional.empty();

    @Option(names = "--logs-password-file", paramLabel = "FILE", description = "Password or token.")
    private Optional<Path> logsPasswordFile = Optional.empty();

    @Option(
            names = "--mail-server",
            paramLabel = "HOST[:PORT]",
            description = "Mail server for alerts (port 587: STARTTLS, 465: TLS); none: no mail.")
    private Optional<String> mailServer = Optional.empty();

    @Option(names = "--mail-to", paramLabel = "ADDRESSES", description = "Recipients, separated by commas.")
    private Optional<String> mailTo = Optional.empty();

    @Option(names = "--mail-from", paramLabel = "ADDRESS", description = "Address of the sender.")
    private Optional<String> mailFrom = Optional.empty();

    @Option(names = "--mail-user", paramLabel = "USER", description = "User at the mail server.")
    private Optional<String> mailUser = Optional.empty();

    @Option(names = "--mail-password-file", paramLabel = "FILE", description = "Password of that user.")
    private Optional<Path> mailPasswordFile = Optional.empty();

    @Option(
            names = "--ping-url-file",
            paramLabel = "FILE",
            description =
                    "Ping URL of Healthchecks, or push URL of Uptime Kuma, which reports a dead device; none: no ping.")
    private Optional<Path> pingUrlFile = Optional.empty();

    @Option(
            names = "--dashboard-password-file",
            paramLabel = "FILE",
            description = "New password of the dashboard; only its hash is stored.")
    private Optional<Path> dashboardPasswordFile = Optional.empty();

    OutboundFlags() {}

    OutboundSettings applyTo(OutboundSettings current) {
        return new OutboundSettings(
                receiver(metricsUrl, metricsUser, current.metrics())
                        .map(receiver -> metricsCaFile
                                .map(file -> new HttpReceiver(receiver.url(), receiver.user(), file.toString()))
                                .orElse(receiver)),
                receiver(logsUrl, logsUser, current.logs()),
                mail(current.mail()),
                pingUrlFile.map(file -> !isNone(file)).orElse(current.ping()));
    }

    private static boolean isNone(Path file) {
        return file.toString().equals(Prompts.NONE);
    }

    private static Optional<HttpReceiver> receiver(
            Optional<String> url, Optional<String> user, Optional<HttpReceiver> current) {
        String address = url.or(() -> current.map(HttpReceiver::url)).orElse(Prompts.NONE);
        return address.equals(Prompts.NONE)
                ? Optional.empty()
                : Optional.of(new HttpReceiver(
                        address, user.or(() -> current.map(HttpReceiver::user)).orElse("")));
    }

    private Optional<MailServer> mail(Optional<MailServer> current) {
        String server = mailServer
                .or(() -> current.map(mail -> mail.host() + ":" + mail.port()))
                .orElse(Prompts.NONE);
        return server.equals(Prompts.NONE)
                ? Optional.empty()
                : Optional.of(OutboundPrompts.parseMailServer(
                        server,
                        mailUser.or(() -> current.map(MailServer::user)).orElse(""),
                        mailFrom.or(() -> current.map(MailServer::from)).orElse(""),
                        mailTo.or(() -> current.map(MailServer::to)).orElse("")));
    }

    /** The secrets in the named files: their first lines. */
    Map<Secret, String> secrets() throws CommandFailedException {
        Map<Secret, String> secrets = new EnumMap<>(Secret.class);
        read(metricsPasswordFile, Secret.METRICS, secrets);
        read(logsPasswordFile, Secret.LOGS, secrets);
        read(mailPasswordFile, Secret.MAIL, secrets);
        read(pingUrlFile.filter(file -> !isNone(file)), Secret.PING, secrets);
        read(dashboardPasswordFile, Secret.DASHBOARD, secrets);
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
                throw new CommandFailedException(file.get() + " is empty: it must contain a password or token");
            }
            secrets.put(secret, first);
        } catch (IOException unreadable) {
            throw new CommandFailedException(
                    file.get() + " cannot be read (" + ErrorText.of(unreadable) + "); nothing was changed");
        }
    }
}
