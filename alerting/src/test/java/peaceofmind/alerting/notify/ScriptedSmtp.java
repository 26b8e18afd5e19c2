// SPDX-License-Identifier: Apache-2.0
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server (RFC 5321) that replies to each RCPT command with the next of the given replies, and repeats the last one. It accepts the
 * content of a mail, unless a reply to it, or a time to think about it, is set.
 */
final class ScriptedSmtp implements AutoCloseable {

    private final ServerSocket server;
    private final ServerMode mode;
    private final String[] replies;
    private final AtomicInteger recipientCount = new AtomicInteger();
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger receivedCount = new AtomicInteger();
    private final Map<String, String> contentReplies = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> thinkingCommands = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> thinking = new ConcurrentHashMap<>();
    private final Map<String, String> singleReplies = new ConcurrentHashMap<>();
    private final List<String> plaintextCommands = Collections.synchronizedList(new ArrayList<>());

    /**
     * How the server behaves.
     *
     * @param tls its certificate; empty when it does not support TLS
     * @param implicit whether connections are encrypted from the first byte
     * @param password required before mail is accepted; empty when no login is required
     * @param trickles whether it sends single bytes forever and never completes a line
     */
    record ServerMode(Optional<SSLContext> tls, boolean implicit, Optional<String> password, boolean trickles) {

        static final ServerMode PLAINTEXT = new ServerMode(Optional.empty(), false, Optional.empty(), false);
        static final ServerMode TRICKLING = new ServerMode(Optional.empty(), false, Optional.empty(), true);

        static ServerMode starttls(SSLContext tls) {
            return new ServerMode(Optional.of(tls), false, Optional.of("s3cret"), false);
        }

        static ServerMode implicit(SSLContext tls) {
            return new ServerMode(Optional.of(tls), true, Optional.of("s3cret"), false);
        }
    }

    ScriptedSmtp(String... replies) throws IOException {
        this(ServerMode.PLAINTEXT, replies);
    }

    ScriptedSmtp(ServerMode mode, String... replies) throws IOException {
        this.mode = mode;
        this.replies = replies;
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Number of messages that were accepted. */
    int messageCount() {
        return messages.size();
    }

    /** The messages that were accepted, as received. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    /** Every command that was received unencrypted. */
    List<String> plaintextCommands() {
        return List.copyOf(plaintextCommands);
    }

    /** Sets the replies to the content of mails in which the given text occurs. */
    void replyToContent(String text, String reply) {
        contentReplies.put(text, reply);
    }

    /** Mails in which the text occurs are received, and not replied to until the latch is released. */
    void thinkAbout(String text, CountDownLatch released) {
        thinking.put(text, released);
    }

    /** Commands of that name are replied to when the latch is released. */
    void thinkAboutCommand(String command, CountDownLatch released) {
        thinkingCommands.put(command, released);
    }

    /**
     * Replies so to the next command of that name, then normally again; CONNECT is the connection, CONTENT the end of a mail's content. An
     * empty reply, or code 421, closes the connection.
     */
    void replyOnce(String command, String reply) {
        singleReplies.put(command, reply);
    }

    /** Number of mails whose content was received completely, whatever the reply. */
    int receivedCount() {
        return receivedCount.get();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            } catch (IOException closed) {
                // The test has finished.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Socket socket = mode.implicit ? encrypted(client) : client;
            if (mode.trickles) {
                trickle(socket);
            }
            new Conversation(socket).run();
        } catch (IOException disconnected) {
            // The client has disconnected.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private SSLSocket encrypted(Socket client) throws IOException {
        SSLSocket socket = (SSLSocket) mode.tls.orElseThrow().getSocketFactory().createSocket(client, null, true);
        socket.setUseClientMode(false);
        return socket;
    }

    private static void trickle(Socket socket) throws IOException {
        while (true) {
            socket.getOutputStream().write('2');
            // Reading with a timeout is the pause, and notices when the client disconnects.
            socket.setSoTimeout(50);
            try {
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("disconnected");
                }
            } catch (SocketTimeoutException pauseOver) {
                // Still connected: send the next byte.
            }
        }
    }

    /** One connection, which STARTTLS may encrypt. */
    private final class Conversation {

        private Socket socket;
        private BufferedReader in;
        private boolean authenticated;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            this.in = reader(socket);
            this.authenticated = mode.password.isEmpty();
        }

        private static BufferedReader reader(Socket socket) throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void run() throws IOException, InterruptedException {
            if (repliesOnce("CONNECT")) {
                return;
            }
            reply("220 test");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!(socket instanceof SSLSocket)) {
                    plaintextCommands.add(line);
                }
                handle(line);
            }
        }

        private void handle(String line) throws IOException, InterruptedException {
            String command = line.split(" ", 2)[0];
            CountDownLatch released = thinkingCommands.get(command);
            if (released != null) {
                released.await();
            }
            if (repliesOnce(command)) {
                return;
            }
            switch (command) {
                case "EHLO" -> sendCapabilities();
                case "STARTTLS" -> {
                    reply("220 ready to start TLS");
                    socket = encrypted(socket);
                    in = reader(socket);
                }
                case "AUTH" -> {
                    authenticated = new String(
                                    Base64.getDecoder().decode(line.split(" ", 3)[2]), StandardCharsets.UTF_8)
                            .endsWith("\0" + mode.password.orElse(""));
                    reply(authenticated ? "235 welcome" : "535 5.7.8 bad credentials");
                }
                case "RCPT" -> reply(replies[Math.min(recipientCount.getAndIncrement(), replies.length - 1)]);
                case "DATA" -> receiveMessage();
                case "MAIL" -> reply(authenticated ? "250 ok" : "530 5.7.0 authentication required");
                default -> reply(command.equals("QUIT") ? "221 bye" : "250 ok");
            }
        }

        private void sendCapabilities() throws IOException {
            reply("250-test");
            if (mode.tls.isPresent() && !(socket instanceof SSLSocket)) {
                reply("250-STARTTLS");
            }
            reply(mode.password.isPresent() ? "250 AUTH PLAIN" : "250 SIZE");
        }

        private void receiveMessage() throws IOException, InterruptedException {
            reply("354 start mail input");
            StringBuilder content = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                content.append(line).append('\n');
            }
            String message = content.toString();
            receivedCount.incrementAndGet();
            for (Map.Entry<String, CountDownLatch> entry : thinking.entrySet()) {
                if (message.contains(entry.getKey())) {
                    entry.getValue().await();
                }
            }
            if (repliesOnce("CONTENT")) {
                return;
            }
            String reply = contentReplies.entrySet().stream()
                    .filter(entry -> message.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("250 accepted");
            if (reply.startsWith("2")) {
                messages.add(message);
            }
            reply(reply);
        }

        private boolean repliesOnce(String command) throws IOException {
            String reply = singleReplies.remove(command);
            if (reply == null) {
                return false;
            } else if (!reply.isEmpty()) {
                reply(reply);
            }
            if (reply.isEmpty() || reply.startsWith("421")) {
                socket.close();
            }
            return true;
        }

        private void reply(String line) throws IOException {
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
