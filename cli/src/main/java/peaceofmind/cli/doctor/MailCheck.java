package peaceofmind.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;

/**
 * Whether the mail server would take a mail: the agent logs in there with its own rights and credentials. Without an agent it is only
 * seen whether the server can be reached.
 */
final class MailCheck implements Check {

    private static final int CONNECT_MILLIS = 5000;

    /** The agent gives the server 8 s. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    private static final String MEND = "check alerts.mail in the configuration; sudo peace setup asks for it anew";

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public String why() {
        return "an alarm that nobody is told of is none";
    }

    @Override
    public Finding look(Patient patient) {
        Optional<InetSocketAddress> server = patient.mailServer();
        if (server.isEmpty()) {
            return Finding.notHere("the configuration names no mail server");
        }
        String where = server.get().getHostString() + ":" + server.get().getPort();
        try {
            String problem = new ControlClient(
                            "the agent",
                            patient.machine().path(patient.config().agent().socket()))
                    .send(Json.object().put("command", "mail_login").build(), LIMIT)
                    .text("problem")
                    .orElse("");
            return problem.isEmpty() ? Finding.good(where + " lets the agent in") : Finding.bad(problem, MEND);
        } catch (ControlException silent) {
            return withoutAgent(server.get(), where, String.valueOf(silent.getMessage()));
        }
    }

    private static Finding withoutAgent(InetSocketAddress server, String where, String silent) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), CONNECT_MILLIS);
            return Finding.cannotTell(
                    where + " can be reached, but " + silent, "peace status; systemctl start recorder-agent");
        } catch (IOException unreachable) {
            return Finding.bad(where + " cannot be reached: " + unreachable.getMessage(), MEND);
        }
    }
}
