package peaceofmind.alerting.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server (RFC 5321) that answers each recipient as it was told, the last answer again and again. */
final class ScriptedSmtp implements AutoCloseable {

    private final ServerSocket server;
    private final Kind kind;
    private final String[] answers;
    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    /**
     * What kind of server.
     *
     * @param tls its certificate; empty: it speaks in the open only
     * @param implicit encrypted from the first byte
     * @param password asked for before anything is taken
     * @param trickles it never comes to the end of a line, and never quite stops either
     */
    record Kind(Optional<SSLContext> tls, boolean implicit, Optional<String> password, boolean trickles) {

        static final Kind OPEN = new Kind(Optional.empty(), false, Optional.empty(), false);
        static final Kind TRICKLING = new Kind(Optional.empty(), false, Optional.empty(), true);

        static Kind starttls(SSLContext tls) {
            return new Kind(Optional.of(tls), false, Optional.of("s3cret"), false);
        }

        static Kind implicit(SSLContext tls) {
            return new Kind(Optional.of(tls), true, Optional.of("s3cret"), false);
        }
    }

    ScriptedSmtp(String... answers) throws IOException {
        this(Kind.OPEN, answers);
    }

    ScriptedSmtp(Kind kind, String... answers) throws IOException {
        this.kind = kind;
        this.answers = answers;
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many messages were taken. */
    int taken() {
        return taken.size();
    }

    /** The messages that were taken, as they came. */
    List<String> messages() {
        return List.copyOf(taken);
    }

    /** Every command that was heard in the open. */
    List<String> heardInTheOpen() {
        return List.copyOf(heard);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                Socket socket = kind.implicit ? encrypted(client) : client;
                if (kind.trickles) {
                    trickle(socket);
                }
                new Conversation(socket).talk();
            } catch (IOException ended) {
                // The test is over, or the client went away: the next one is served.
            }
        }
    }

    private SSLSocket encrypted(Socket client) throws IOException {
        SSLSocket socket = (SSLSocket) kind.tls.orElseThrow().getSocketFactory().createSocket(client, null, true);
        socket.setUseClientMode(false);
        return socket;
    }

    private static void trickle(Socket socket) throws IOException {
        while (true) {
            socket.getOutputStream().write('2');
            // Reading with a limit is the pause: whoever goes away ends it.
            socket.setSoTimeout(50);
            try {
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("gone");
                }
            } catch (SocketTimeoutException pause) {
                // It is still there: the next byte.
            }
        }
    }

    /** One connection, which may become encrypted. */
    private final class Conversation {

        private Socket socket;
        private BufferedReader in;
        private boolean welcome;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            this.in = reader(socket);
            this.welcome = kind.password.isEmpty();
        }

        private static BufferedReader reader(Socket socket) throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void talk() throws IOException {
            say("220 test");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!(socket instanceof SSLSocket)) {
                    heard.add(line);
                }
                answer(line);
            }
        }

        private void answer(String line) throws IOException {
            String command = line.split(" ", 2)[0];
            switch (command) {
                case "EHLO" -> greet();
                case "STARTTLS" -> {
                    say("220 go on");
                    socket = encrypted(socket);
                    in = reader(socket);
                }
                case "AUTH" -> {
                    welcome = new String(Base64.getDecoder().decode(line.split(" ", 3)[2]), StandardCharsets.UTF_8)
                            .endsWith("\0" + kind.password.orElse(""));
                    say(welcome ? "235 welcome" : "535 5.7.8 bad credentials");
                }
                case "RCPT" -> say(answers[Math.min(asked.getAndIncrement(), answers.length - 1)]);
                case "DATA" -> data();
                case "MAIL" -> say(welcome ? "250 ok" : "530 5.7.0 authentication required");
                default -> say(command.equals("QUIT") ? "221 bye" : "250 ok");
            }
        }

        private void greet() throws IOException {
            say("250-test");
            if (kind.tls.isPresent() && !(socket instanceof SSLSocket)) {
                say("250-STARTTLS");
            }
            say(kind.password.isPresent() ? "250 AUTH PLAIN" : "250 SIZE");
        }

        private void data() throws IOException {
            say("354 go on");
            StringBuilder message = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                message.append(line).append('\n');
            }
            taken.add(message.toString());
            say("250 taken");
        }

        private void say(String line) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
