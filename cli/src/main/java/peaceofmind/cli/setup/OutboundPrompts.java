// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
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

    OutboundSettings ask(OutboundSettings current) throws IOException, InterruptedException {
        Optional<HttpReceiver> metrics = askReceiver(
                "metrics",
                "Remote-write URL for metrics (none: do not ship metrics)",
                current.metrics(),
                Secret.METRICS);
        Optional<HttpReceiver> logs =
                askReceiver("logs", "Loki push URL for logs (none: do not ship logs)", current.logs(), Secret.LOGS);
        Optional<MailServer> mail = askMailServer(current.mail());
        boolean ping = askPing(current.ping());
        askSecret(
                "Password of the dashboard",
                Secret.DASHBOARD,
                typed -> typed.isEmpty() ? Optional.empty() : DashboardPassword.problem(typed));
        return new OutboundSettings(metrics, logs, mail, ping);
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
        return current || !typed.isEmpty();
    }

    private Optional<HttpReceiver> askReceiver(
            String kind, String question, Optional<HttpReceiver> current, Secret secret)
            throws IOException, InterruptedException {
        String url = prompts.ask(
                question,
                current.map(HttpReceiver::url).orElse(Prompts.NONE),
                reply -> reply.equals(Prompts.NONE)
                        ? Optional.empty()
                        : prompts.checks().receiver(kind, reply));
        if (url.equals(Prompts.NONE)) {
            return Optional.empty();
        }
        String user = prompts.ask(
                "User of the receiver (Grafana Cloud: a number; none: no login)",
                current.map(HttpReceiver::user).filter(text -> !text.isEmpty()).orElse(Prompts.NONE));
        boolean withLogin = !user.equals(Prompts.NONE);
        askSecret("Password or token", secret, typed -> password(typed, withLogin, secret));
        return Optional.of(new HttpReceiver(url, withLogin ? user : ""));
    }

    private Optional<MailServer> askMailServer(Optional<MailServer> current) throws IOException, InterruptedException {
        String server = prompts.ask(
                "Mail server for alerts, host or host:port (none: no mail)",
                current.map(mail -> mail.host() + ":" + mail.port()).orElse(Prompts.NONE),
                reply -> reply.equals(Prompts.NONE) ? Optional.empty() : problem(parseMailServer(reply, "", "", "")));
        if (server.equals(Prompts.NONE)) {
            return Optional.empty();
        }
        String to = prompts.ask(
                "Recipients (mail addresses, separated by commas)",
                current.map(MailServer::to).orElse(""),
                prompts.checks()::recipients);
        String user = prompts.ask(
                "User at the mail server (none: no login)",
                current.map(MailServer::user).filter(text -> !text.isEmpty()).orElse(Prompts.NONE));
        if (!user.equals(Prompts.NONE)) {
            askSecret("Password of that user", Secret.MAIL, typed -> password(typed, true, Secret.MAIL));
        }
        String sender = user.contains("@") ? user : to.split(",", 2)[0];
        String from = prompts.ask(
                "Address of the sender",
                current.map(MailServer::from).filter(text -> !text.isEmpty()).orElse(sender),
                prompts.checks()::sender);
        return Optional.of(parseMailServer(server, user.equals(Prompts.NONE) ? "" : user, from, to));
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
