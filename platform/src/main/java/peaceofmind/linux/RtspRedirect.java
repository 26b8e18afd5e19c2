// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Passes the address of a network camera, with its password, to another program without showing it to the device's other users, who can read
 * every command line: the program gets an address on the loopback, where this redirects it to the real one (RTSP 1.0, RFC 2326, status 302).
 * Only a process of the same user, or of root, gets a response, once; after that, or after a limit, nothing listens any more.
 */
public final class RtspRedirect implements Closeable {

    private static final String PATH = "/camera";
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_REQUEST_BYTES = 8 * 1024;

    /** Some programs use IPv6's sockets for IPv4, too. Without IPv6 the second one does not exist. */
    private static final List<Path> CONNECTIONS =
            List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    private final ServerSocket server;
    private final String secretUrl;

    private RtspRedirect(ServerSocket server, String secretUrl) {
        this.server = server;
        this.secretUrl = secretUrl;
    }

    /**
     * Starts to listen on a port of the loopback.
     *
     * @param secretUrl the camera's real address, of printable ASCII characters
     * @param timeout in which the program must have connected
     * @throws IOException when no port can be opened
     */
    public static RtspRedirect start(String secretUrl, Duration timeout) throws IOException {
        if (!secretUrl.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new IOException("the camera's address contains a character that an address cannot have");
        }
        ServerSocket server = new ServerSocket();
        try {
            server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
            RtspRedirect redirect = new RtspRedirect(server, secretUrl);
            long deadline = System.nanoTime() + timeout.toNanos();
            Thread.ofVirtual().start(() -> redirect.serve(deadline));
            return redirect;
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    /** The address for the program, without a secret. */
    public String url() {
        return "rtsp://127.0.0.1:" + server.getLocalPort() + PATH;
    }

    /** The text with the camera's address instead of ours. */
    public static String restore(String text, String address) {
        return text.replaceAll(
                "rtsp://127\\.0\\.0\\.1:\\d{1,5}" + PATH,
                address.replace("\\", "\\\\").replace("$", "\\$"));
    }

    private void serve(long deadline) {
        try (server) {
            boolean redirected = false;
            while (!redirected) {
                long remainingMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (remainingMillis <= 0) {
                    return;
                }
                server.setSoTimeout((int) Math.min(Integer.MAX_VALUE, remainingMillis));
                try (Socket peer = server.accept()) {
                    redirected = isOfSameUser(peer.getPort()) && redirect(peer);
                }
            }
        } catch (IOException closedOrLate) {
            // Nobody needs it any more.
        }
    }

    /** Whether the peer has got its response; one that sends anything but a request costs itself its connection, and nobody else. */
    private boolean redirect(Socket peer) {
        try {
            peer.setSoTimeout((int) REQUEST_TIMEOUT.toMillis());
            String sequence = readSequence(new BufferedInputStream(peer.getInputStream()));
            peer.getOutputStream()
                    .write(("RTSP/1.0 302 Found\r\nCSeq: " + sequence + "\r\nLocation: " + secretUrl + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Reads a request; returns its number. */
    private static String readSequence(InputStream in) throws IOException {
        String sequence = "1";
        StringBuilder line = new StringBuilder();
        for (int read = 0; read < MAX_REQUEST_BYTES; read++) {
            int character = in.read();
            if (character < 0) {
                throw new IOException("no request");
            } else if (character != '\n') {
                line.append((char) character);
                continue;
            }
            String header = line.toString().strip();
            if (header.isEmpty()) {
                return sequence;
            } else if (header.toLowerCase(Locale.ROOT).matches("cseq:\\s*\\d{1,9}")) {
                sequence = header.substring("cseq:".length()).strip();
            }
            line.setLength(0);
        }
        throw new IOException("the request is too long");
    }

    private boolean isOfSameUser(int peerPort) throws IOException {
        int ownUser = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        List<String> table = new ArrayList<>();
        for (Path file : CONNECTIONS) {
            if (Files.exists(file)) {
                table.addAll(Files.readAllLines(file));
            }
        }
        int user = peerUser(table, peerPort, server.getLocalPort());
        return user == ownUser || user == 0;
    }

    /**
     * The user whose process has opened a connection on the loopback, from the kernel's table (proc(5), {@code /proc/net/tcp}).
     *
     * @return -1 if the table does not have the connection
     */
    static int peerUser(List<String> table, int peerPort, int ownPort) {
        String local = String.format(Locale.ROOT, ":%04X", peerPort);
        String remote = String.format(Locale.ROOT, ":%04X", ownPort);
        for (String line : table) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length > 7
                    && columns[1].endsWith(local)
                    && columns[2].endsWith(remote)
                    && columns[7].matches("\\d{1,9}")) {
                return Integer.parseInt(columns[7]);
            }
        }
        return -1;
    }

    /** Stops to listen. */
    @Override
    public void close() throws IOException {
        server.close();
    }
}
