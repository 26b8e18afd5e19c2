// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import peaceofmind.cli.setup.OutboundSettings.HttpReceiver;
import peaceofmind.cli.setup.OutboundSettings.MailServer;

/** Prompts for what leaves the device, and for passwords. */
final class OutboundPrompts {

    private final Prompts prompts;
    private final Predicate<Secret> isStored;
    private final Map<Secret, String> secrets = new EnumMap<>(Secret.class);

    /** @param isStored whether a secret is on the device already */
    OutboundPrompts(Prompts prompts, Predicate<Secret> isStored) {
        this.prompts = prompts;
        this.isStored = isStored;
    }

    /** The secrets that were typed, without those stored already. */
    Map<Secret, String> secrets() {
        return Map.copyOf(secrets);
    }

    /** @param onReply receives the settings after each answer: those of later questions are the current values */
    OutboundSettings ask(OutboundSettings current, Consumer<OutboundSettings> onReply)
            throws IOException, InterruptedException {
        OutboundSettings withMetrics = current.withReceiver(
                "metrics",
                askReceiver(
                        "metrics",
                        "Remote-write URL for metrics (none: do not ship metrics)",
                        current.metrics(),
                        Secret.METRICS,
                        receiver -> onReply.accept(current.withReceiver("metrics", receiver))));
        OutboundSettings withLogs = withMetrics.withReceiver(
                "logs",
                askReceiver(
                        "logs",
                        "Loki push URL for logs (none: do not ship logs)",
                        current.logs(),
                        Secret.LOGS,
                        receiver -> onReply.accept(withMetrics.withReceiver("logs", receiver))));
        OutboundSettings withMail =
                withLogs.withMail(askMailServer(current.mail(), mail -> onReply.accept(withLogs.withMail(mail))));
        OutboundSettings withPing = withMail.withPing(askPing(current.ping()));
        onReply.accept(withPing);
        askSecret(
                "Password of the dashboard",
                Secret.DASHBOARD,
                typed -> typed.isEmpty() ? Optional.empty() : DashboardPassword.problem(typed));
        return withPing;
    }

    /** Whoever has the URL can report a dead device as alive, so it is typed like a password. */
    private boolean askPing(boolean current) throws IOException, InterruptedException {
        String question =
                "URL to ping, so that somebody notices when this device is dead: Healthchecks or Uptime Kuma (none: no ping)";
        askSecret(
                question,
                Secret.PING,
                typed -> typed.isEmpty() || typed.equals(Prompts.NONE)
                        ? Optional.empty()
                        : prompts.checks().ping(typed));
        String typed = secrets.getOrDefault(Secret.PING, "");
        if (typed.equals(Prompts.NONE)) {
            secrets.remove(Secret.PING);
            return false;
        }
        // That of a run that did not finish was never saved.
        return !typed.isEmpty() || (current && isStored.test(Secret.PING));
    }

    private Optional<HttpReceiver> askReceiver(
            String kind,
            String question,
            Optional<HttpReceiver> current,
            Secret secret,
            Consumer<Optional<HttpReceiver>> onReply)
            throws IOException, InterruptedException {
        String url = prompts.ask(
                question,
                current.map(HttpReceiver::url).orElse(Prompts.NONE),
                reply -> reply.equals(Prompts.NONE)
                        ? Optional.empty()
                        : prompts.checks().receiver(kind, reply));
        if (url.equals(Prompts.NONE)) {
            onReply.accept(Optional.empty());
            return Optional.empty();
        }
        String oldUser = current.map(HttpReceiver::user).orElse("");
        onReply.accept(Optional.of(new HttpReceiver(url, oldUser)));
        String user = prompts.ask(
                "User of the receiver (Grafana Cloud: a number; none: no login)",
                oldUser.isEmpty() ? Prompts.NONE : oldUser);
        boolean withLogin = !user.equals(Prompts.NONE);
        Optional<HttpReceiver> receiver = Optional.of(new HttpReceiver(url, withLogin ? user : ""));
        onReply.accept(receiver);
        askSecret("Password or token", secret, typed -> password(typed, withLogin, secret));
        return receiver;
    }

    private Optional<MailServer> askMailServer(Optional<MailServer> current, Consumer<Optional<MailServer>> onReply)
            throws IOException, InterruptedException {
        String server = prompts.ask(
                "Mail server for alerts, host or host:port (none: no mail)",
                current.map(mail -> mail.host() + ":" + mail.port()).orElse(Prompts.NONE),
                reply -> reply.equals(Prompts.NONE) ? Optional.empty() : problem(parseMailServer(reply, "", "", "")));
        if (server.equals(Prompts.NONE)) {
            onReply.accept(Optional.empty());
            return Optional.empty();
        }
        String oldUser = current.map(MailServer::user).orElse("");
        String oldFrom = current.map(MailServer::from).orElse("");
        String oldTo = current.map(MailServer::to).orElse("");
        onReply.accept(Optional.of(parseMailServer(server, oldUser, oldFrom, oldTo)));
        String to =
                prompts.ask("Recipients (mail addresses, separated by commas)", oldTo, prompts.checks()::recipients);
        onReply.accept(Optional.of(parseMailServer(server, oldUser, oldFrom, to)));
        String userOrNone =
                prompts.ask("User at the mail server (none: no login)", oldUser.isEmpty() ? Prompts.NONE : oldUser);
        String user = userOrNone.equals(Prompts.NONE) ? "" : userOrNone;
        onReply.accept(Optional.of(parseMailServer(server, user, oldFrom, to)));
        if (!user.isEmpty()) {
            askSecret("Password of that user", Secret.MAIL, typed -> password(typed, true, Secret.MAIL));
        }
        String sender = user.contains("@") ? user : to.split(",", 2)[0];
        String from =
                prompts.ask("Address of the sender", oldFrom.isEmpty() ? sender : oldFrom, prompts.checks()::sender);
        Optional<MailServer> mail = Optional.of(parseMailServer(server, user, from, to));
        onReply.accept(mail);
        return mail;
    }

    private Optional<String> problem(MailServer server) {
        return prompts.checks().mailServer(server.host(), server.port());
    }

    /** A user without a password is refused by every server. */
    private Optional<String> password(String typed, boolean withLogin, Secret secret) {
        return typed.isEmpty() && withLogin && !isStored.test(secret)
                ? Optional.of("a user needs a password, and none is stored yet")
                : Optional.empty();
    }

    /** @param server host, or host:port */
    static MailServer parseMailServer(String server, String user, String from, String to) {
        int colon = server.lastIndexOf(':');
        boolean port = colon > 0 && server.substring(colon + 1).matches("\\d{1,5}");
        return new MailServer(
                port ? server.substring(0, colon) : server,
                port ? Integer.parseInt(server.substring(colon + 1)) : MailServer.STARTTLS_PORT,
                user,
                from,
                to);
    }

    private void askSecret(String question, Secret secret, Prompts.Judge judge)
            throws IOException, InterruptedException {
        boolean stored = isStored.test(secret);
        String typed = prompts.askSecret(question, stored);
        for (Optional<String> problem = judge.problem(typed); problem.isPresent(); problem = judge.problem(typed)) {
            prompts.reject(problem.get());
            typed = prompts.askSecret(question, stored);
        }
        if (!typed.isEmpty()) {
            secrets.put(secret, typed);
        }
    }
}
