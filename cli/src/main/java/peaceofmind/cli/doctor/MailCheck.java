package peaceofmind.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/** Whether the mail server can be reached. That a mail arrives is seen by sending one. */
final class MailCheck implements Check {

    private static final int LIMIT_MILLIS = 5000;

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
        InetSocketAddress address =
                new InetSocketAddress(server.get().getHostString(), server.get().getPort());
        try (Socket socket = new Socket()) {
            socket.connect(address, LIMIT_MILLIS);
            return Finding.good(where + " can be reached");
        } catch (IOException unreachable) {
            return Finding.bad(
                    where + " cannot be reached: " + unreachable.getMessage(),
                    "check alerts.mail in the configuration, and whether the network lets that port out");
        }
    }
}
