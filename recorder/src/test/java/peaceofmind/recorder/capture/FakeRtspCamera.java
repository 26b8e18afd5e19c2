// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A network camera: ffmpeg sends a moving picture over RTP (RFC 3550, H.264 as in RFC 6184) to this process, which forwards it to one
 * client over RTSP 1.0 (RFC 2326) and TCP. It requires a login, and accepts any.
 */
final class FakeRtspCamera implements AutoCloseable {

    private static final byte[] VIDEO_CHANNEL_PREFIX = {'$', 0};
    private static final int MAX_PACKET_BYTES = 1500;
    private static final int MIN_CUT_PACKET_BYTES = 600;

    private final ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    private final DatagramSocket packets =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final AtomicReference<Optional<Socket>> viewer = new AtomicReference<>(Optional.empty());
    private final Process encoder;
    private final boolean silentSound;
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile boolean cutRequested;

    FakeRtspCamera(Path folder) throws IOException {
        this(folder, false);
    }

    /** @param silentSound announces a sound track on which nothing is ever sent */
    FakeRtspCamera(Path folder, boolean silentSound) throws IOException {
        this.silentSound = silentSound;
        String command = "ffmpeg -nostdin -loglevel error -re -f lavfi -i testsrc2=size=320x180:rate=10 -c:v libx264"
                + " -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 10 -bsf:v dump_extra -f rtp"
                + " rtp://127.0.0.1:" + packets.getLocalPort() + "?pkt_size=1200";
        encoder = new ProcessBuilder(List.of(command.split(" ", -1)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("camera.out").toFile())
                .start();
        Thread.ofVirtual().start(this::acceptConnections);
        Thread.ofVirtual().start(this::forwardPackets);
    }

    /** The address, with user and password. */
    String address() {
        return "rtsp://gym:s3cret@127.0.0.1:" + server.getLocalPort() + "/stream1";
    }

    /** Values of the header {@code Authorization} that were accepted; empty ones included. */
    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private void acceptConnections() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String request = in.readLine(); request != null; request = in.readLine()) {
                if (request.startsWith("$") || request.isBlank()) {
                    continue;
                }
                String sequence = "0";
                String authorization = "";
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("cseq:")) {
                        sequence = header.substring("cseq:".length()).strip();
                    } else if (header.startsWith("Authorization: ")) {
                        authorization = header.substring("Authorization: ".length());
                    }
                }
                String method = request.split(" ", 2)[0];
                if (method.equals("DESCRIBE") && authorization.isEmpty()) {
                    write(
                            client.getOutputStream(),
                            "RTSP/1.0 401 Unauthorized\r\nCSeq: " + sequence
                                    + "\r\nWWW-Authenticate: Basic realm=\"camera\"\r\n\r\n");
                    continue;
                }
                authorizations.add(authorization);
                write(
                        client.getOutputStream(),
                        "RTSP/1.0 200 OK\r\nCSeq: " + sequence + "\r\n" + responseTail(request, method));
                if (method.equals("PLAY")) {
                    viewer.set(Optional.of(client));
                }
            }
        } catch (IOException gone) {
            viewer.set(Optional.empty());
        }
    }

    private String responseTail(String request, String method) {
        return switch (method) {
            case "DESCRIBE" -> {
                String sdp = """
                        v=0
                        o=- 0 0 IN IP4 127.0.0.1
                        s=camera
                        c=IN IP4 127.0.0.1
                        t=0 0
                        m=video 0 RTP/AVP 96
                        a=rtpmap:96 H264/90000
                        a=fmtp:96 packetization-mode=1
                        a=control:track1
                        """ + (silentSound ? "m=audio 0 RTP/AVP 0\na=rtpmap:0 PCMU/8000\na=control:track2\n" : "");
                sdp = sdp.replace("\n", "\r\n");
                yield "Content-Type: application/sdp\r\nContent-Length: " + sdp.length() + "\r\n\r\n" + sdp;
            }
            case "SETUP" ->
                "Session: 1;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved="
                        + (request.contains("track2") ? "2-3" : "0-1") + "\r\n\r\n";
            case "PLAY" -> "Session: 1\r\nRange: npt=0.000-\r\n\r\n";
            case "OPTIONS" -> "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n";
            default -> "Session: 1\r\n\r\n";
        };
    }

    private void forwardPackets() {
        byte[] buffer = new byte[MAX_PACKET_BYTES];
        try {
            while (!packets.isClosed()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                packets.receive(packet);
                Optional<Socket> connection = viewer.get();
                if (connection.isPresent()) {
                    send(connection.get(), packet);
                }
            }
        } catch (SocketException closed) {
            // The camera has been switched off.
        } catch (IOException problem) {
            throw new IllegalStateException(problem);
        }
    }

    private void send(Socket connection, DatagramPacket packet) {
        try {
            byte[] frame = new byte[VIDEO_CHANNEL_PREFIX.length + 2 + packet.getLength()];
            System.arraycopy(VIDEO_CHANNEL_PREFIX, 0, frame, 0, VIDEO_CHANNEL_PREFIX.length);
            frame[2] = (byte) (packet.getLength() >> 8);
            frame[3] = (byte) packet.getLength();
            System.arraycopy(packet.getData(), 0, frame, 4, packet.getLength());
            boolean cut = cutRequested && frame.length > MIN_CUT_PACKET_BYTES;
            synchronized (this) {
                connection.getOutputStream().write(frame, 0, cut ? frame.length / 2 : frame.length);
            }
            if (cut) {
                switchOff();
            }
        } catch (IOException gone) {
            viewer.set(Optional.empty());
        }
    }

    private synchronized void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        switchOff();
    }

    /** Goes away in the middle of the next large packet, as when its cable is pulled. */
    void switchOffInsideAPacket() {
        cutRequested = true;
    }

    /** Closes connections and stops listening. */
    void switchOff() throws IOException {
        encoder.destroyForcibly();
        server.close();
        packets.close();
        Optional<Socket> connected = viewer.getAndSet(Optional.empty());
        if (connected.isPresent()) {
            connected.get().close();
        }
    }
}
