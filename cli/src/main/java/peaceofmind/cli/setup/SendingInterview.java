package peaceofmind.cli.setup;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import peaceofmind.cli.setup.Sending.Mail;
import peaceofmind.cli.setup.Sending.Receiver;

/** The part of the conversation about what leaves the device, and about passwords. */
final class SendingInterview {

    private static final String NONE = "none";

    private final Interview questions;
    private final Map<Secret, String> secrets = new EnumMap<>(Secret.class);

    SendingInterview(Interview questions) {
        this.questions = questions;
    }

    /** What was typed; not what is on the disk already. */
    Map<Secret, String> secrets() {
        return Map.copyOf(secrets);
    }

    Sending ask(Sending known) throws IOException {
        Optional<Receiver> metrics =
                receiver("Metrics go to (remote-write address; none: stay here)", known.metrics(), Secret.METRICS);
        Optional<Receiver> logs =
                receiver("Logs go to (Loki's push address; none: stay here)", known.logs(), Secret.LOGS);
        Optional<Mail> mail = mail(known.mail());
        secret("Password of the dashboard", Secret.DASHBOARD);
        return new Sending(metrics, logs, mail);
    }

    private Optional<Receiver> receiver(String question, Optional<Receiver> known, Secret secret) throws IOException {
        String url = questions.ask(question, known.map(Receiver::url).orElse(NONE));
        if (url.equals(NONE)) {
            return Optional.empty();
        }
        String user = questions.ask(
                "User there (Grafana Cloud: a number; none: no login)",
                known.map(Receiver::user).filter(text -> !text.isEmpty()).orElse(NONE));
        secret("Password or token", secret);
        return Optional.of(new Receiver(url, user.equals(NONE) ? "" : user));
    }

    private Optional<Mail> mail(Optional<Mail> known) throws IOException {
        String server = questions.ask(
                "Mail server for alerts, host or host:port (none: no mail)",
                known.map(mail -> mail.host() + ":" + mail.port()).orElse(NONE));
        if (server.equals(NONE)) {
            return Optional.empty();
        }
        String to = questions.ask(
                "Who is told (mail addresses, with commas)", known.map(Mail::to).orElse(""));
        String user = questions.ask(
                "User at the mail server (none: no login)",
                known.map(Mail::user).filter(text -> !text.isEmpty()).orElse(NONE));
        if (!user.equals(NONE)) {
            secret("Password there", Secret.MAIL);
        }
        String sender = user.contains("@") ? user : to.split(",", 2)[0];
        String from = questions.ask(
                "Sender's address",
                known.map(Mail::from).filter(text -> !text.isEmpty()).orElse(sender));
        return Optional.of(server(server, user.equals(NONE) ? "" : user, from, to));
    }

    /** @param server host, or host:port */
    static Mail server(String server, String user, String from, String to) {
        int colon = server.lastIndexOf(':');
        boolean port = colon > 0 && server.substring(colon + 1).matches("\\d{1,5}");
        return new Mail(
                port ? server.substring(0, colon) : server,
                port ? Integer.parseInt(server.substring(colon + 1)) : Mail.STARTTLS_PORT,
                user,
                from,
                to);
    }

    private void secret(String question, Secret secret) throws IOException {
        String typed = questions.askHidden(question);
        if (!typed.isEmpty()) {
            secrets.put(secret, typed);
        }
    }
}
