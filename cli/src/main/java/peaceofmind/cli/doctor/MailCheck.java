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

    private static final int CONNECT_TIMEOUT_MILLIS = 5000;

    /** The agent gives the server 8 s. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);

    private static final String REMEDY = "check alerts.mail in the configuration; sudo peace setup asks for it anew";

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public String rationale() {
        return "an alarm that nobody is told of is none";
    }

    @Override
    public Finding run(DoctorContext context) {
        Optional<InetSocketAddress> server = context.mailServer();
        if (server.isEmpty()) {
            return Finding.notHere("the configuration names no mail server");
        }
        String address = server.get().getHostString() + ":" + server.get().getPort();
        try {
            String problem = new ControlClient(
                            "the agent",
                            context.machine().path(context.config().agent().socket()))
                    .send(Json.object().put("command", "mail_login").build(), REQUEST_TIMEOUT)
                    .text("problem")
                    .orElse("");
            return problem.isEmpty() ? Finding.good(address + " lets the agent in") : Finding.bad(problem, REMEDY);
        } catch (ControlException unavailable) {
            return checkConnection(server.get(), address, String.valueOf(unavailable.getMessage()));
        }
    }

    private static Finding checkConnection(InetSocketAddress server, String address, String unavailable) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), CONNECT_TIMEOUT_MILLIS);
            return Finding.cannotTell(
                    address + " can be reached, but " + unavailable, "peace status; systemctl start recorder-agent");
        } catch (IOException unreachable) {
            return Finding.bad(address + " cannot be reached: " + unreachable.getMessage(), REMEDY);
        }
    }
}
