// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import peaceofmind.foundation.log.ErrorText;

/**
 * A TCP connection of a probe, with a limit on its time and on what it receives. Its failures are sorted by whose they are: a refused or
 * reset connection and a missing response are the program's, everything else (no free socket, no name server, no route, no permission) is
 * this machine's.
 */
final class ProbeConnection implements AutoCloseable {

    static final int MAX_BYTES = 72 * 1024;

    private final Socket socket;
    private final Deadline deadline;
    private byte[] received = new byte[4 * 1024];
    private int length;

    private ProbeConnection(Socket socket, Deadline deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /** What happens over the connection. */
    interface Exchange {
        ProbeResult run(ProbeConnection connection) throws IOException;
    }

    /**
     * Connects, and judges what happens.
     *
     * @param label of the target in reasons
     */
    static ProbeResult probe(String label, String host, int port, Duration timeout, Exchange exchange)
            throws IOException {
        Deadline deadline = Deadline.in(timeout);
        InetAddress[] addresses = InetAddress.getAllByName(host);
        try (ProbeConnection connection = open(addresses, port, deadline)) {
            return exchange.run(connection);
        } catch (SocketTimeoutException late) {
            return new ProbeResult.Silent("no complete response from " + label + " within " + seconds(timeout) + " s");
        } catch (ConnectException refused) {
            return new ProbeResult.Silent("cannot connect to " + label + ": " + startLowerCase(ErrorText.of(refused)));
        } catch (SocketException failure) {
            // Java's own text for ECONNRESET, in no other language.
            if ("Connection reset".equals(failure.getMessage())) {
                return new ProbeResult.Silent(label + " reset the connection");
            }
            throw failure;
        }
    }

    /** The first address that accepts: {@code localhost} has one of each kind, and few programs listen on both. */
    private static ProbeConnection open(InetAddress[] addresses, int port, Deadline deadline) throws IOException {
        ConnectException refused = new ConnectException("no address");
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), deadline.remainingMillis());
                socket.setTcpNoDelay(true);
                return new ProbeConnection(socket, deadline);
            } catch (ConnectException next) {
                socket.close();
                refused = next;
            } catch (IOException | RuntimeException failed) {
                socket.close();
                throw failed;
            }
        }
        throw refused;
    }

    /** Few bytes, which never fill the socket's buffer. A peer that has hung up is noticed when its response is read. */
    void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException hungUp) {
            // What it sent before is its response.
        }
    }

    /** Waits for more; false at the end, and when {@link #MAX_BYTES} are received. */
    boolean readMore() throws IOException {
        if (length == MAX_BYTES) {
            return false;
        } else if (length == received.length) {
            received = Arrays.copyOf(received, Math.min(MAX_BYTES, 2 * length));
        }
        socket.setSoTimeout(deadline.remainingMillis());
        int count = socket.getInputStream().read(received, length, received.length - length);
        length += Math.max(0, count);
        return count >= 0;
    }

    /** Number of bytes that were received so far. */
    int length() {
        return length;
    }

    /** The position of a text at or after {@code from}; -1 if it was not received. */
    int indexOf(byte[] text, int from) {
        for (int start = Math.max(0, from); start <= length - text.length; start++) {
            if (Arrays.equals(received, start, start + text.length, text, 0, text.length)) {
                return start;
            }
        }
        return -1;
    }

    /** What was received from {@code start}, as a body in chunks. */
    ChunkedBody chunks(int start) {
        return ChunkedBody.decode(received, start, length);
    }

    /** What was received up to {@code end}; each byte is a character. */
    String text(int end) {
        return new String(received, 0, end, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String startLowerCase(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0);
    }
}
