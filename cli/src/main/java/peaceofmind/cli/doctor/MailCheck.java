// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;

/**
 * Whether the mail server accepts the agent's login, tried by the agent with its own permissions and credentials. Without a running
 * agent, only the connection is checked.
 */
final class MailCheck implements Check {

    private static final int CONNECT_TIMEOUT_MILLIS = 5000;

    /** The agent allows the server 8 s. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);

    private static final String REMEDY =
            "check alerts.mail in the configuration, or enter it again with sudo peace setup";

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public String rationale() {
        return "an alert that reaches nobody is useless";
    }

    @Override
    public Finding run(DoctorContext context) {
        Optional<InetSocketAddress> server = context.mailServer();
        if (server.isEmpty()) {
            return Finding.notApplicable("no mail server configured");
        }
        String address = server.get().getHostString() + ":" + server.get().getPort();
        try {
            String problem = new AgentClient(
                            context.machine().path(context.config().agent().socket()), REQUEST_TIMEOUT)
                    .send(Json.object().put("command", "mail_login"))
                    .text("problem")
                    .orElse("");
            return problem.isEmpty()
                    ? Finding.good(address + " accepts the agent's login")
                    : Finding.bad(problem, REMEDY);
        } catch (ControlException unavailable) {
            return checkConnection(server.get(), address, String.valueOf(unavailable.getMessage()));
        }
    }

    private static Finding checkConnection(InetSocketAddress server, String address, String unavailable) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), CONNECT_TIMEOUT_MILLIS);
            return Finding.unknown(
                    address + " can be reached, but " + unavailable, "peace status; systemctl start recorder-agent");
        } catch (IOException unreachable) {
            return Finding.bad(address + " cannot be reached: " + ErrorText.of(unreachable), REMEDY);
        }
    }
}
