// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A network camera of 1280x720 at 25 pictures per second: ffmpeg encodes H.264, which is passed on over RTSP (RFC 2326) and TCP. What it
 * takes is not the recorder's.
 */
final class MeasuredCamera implements AutoCloseable {

    private static final int MAX_PACKET_BYTES = 1500;
    private static final int POLL_MILLIS = 50;
    private static final int MAX_POLLS = 200;

    private final ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    private final DatagramSocket packets =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Set<Socket> viewers = ConcurrentHashMap.newKeySet();
    private final Process encoder;
    private final String description;

    /** @param dir for its files */
    MeasuredCamera(Path dir) throws IOException, InterruptedException {
        Path encoderDescription = Files.createDirectories(dir).resolve("camera.sdp");
        String command = "ffmpeg -nostdin -loglevel error -re -f lavfi -i testsrc2=size=1280x720:rate=25 -c:v libx264"
                + " -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 50 -flags +global_header -bsf:v dump_extra"
                + " -sdp_file " + encoderDescription + " -f rtp rtp://127.0.0.1:" + packets.getLocalPort()
                + "?pkt_size=1200";
        encoder = new ProcessBuilder(List.of(command.split(" ", -1)))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        description = """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=camera
            c=IN IP4 127.0.0.1
            t=0 0
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            %s
            a=control:track1
            """.formatted(parameters(encoderDescription)).replace("\n", "\r\n");
        Thread.ofVirtual().start(this::acceptConnections);
        Thread.ofVirtual().start(this::forward);
    }

    /** The parameter sets, which cameras announce before the first picture (RFC 6184, sprop-parameter-sets). */
    private static String parameters(Path encoderDescription) throws IOException, InterruptedException {
        for (int n = 0; n < MAX_POLLS; n++) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            Optional<String> parameters = Files.exists(encoderDescription)
                    ? Files.readAllLines(encoderDescription).stream()
                            .filter(line -> line.startsWith("a=fmtp:96 ") && line.contains("sprop-parameter-sets="))
                            .findFirst()
                    : Optional.empty();
            if (parameters.isPresent()) {
                return parameters.get();
            }
        }
        throw new IOException("the camera's ffmpeg did not start");
    }

    String address() {
        return "rtsp://127.0.0.1:" + server.getLocalPort() + "/camera";
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
                String sequence = "0";
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("cseq:")) {
                        sequence = header.substring("cseq:".length()).strip();
                    }
                }
                String method = request.split(" ", 2)[0];
                write(
                        client,
                        ("RTSP/1.0 200 OK\r\nCSeq: " + sequence + "\r\n" + headersAndBody(method))
                                .getBytes(StandardCharsets.ISO_8859_1));
                if (method.equals("PLAY")) {
                    viewers.add(client);
                }
            }
        } catch (IOException gone) {
            // The viewer has left.
        } finally {
            viewers.remove(client);
        }
    }

    private String headersAndBody(String method) {
        return switch (method) {
            case "DESCRIBE" ->
                "Content-Type: application/sdp\r\nContent-Length: " + description.length() + "\r\n\r\n" + description;
            case "SETUP" -> "Session: 1;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n";
            default -> "Session: 1\r\n\r\n";
        };
    }

    private void forward() {
        byte[] buffer = new byte[4 + MAX_PACKET_BYTES];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, 4, MAX_PACKET_BYTES);
                packets.receive(packet);
                int length = packet.getLength();
                byte[] frame = new byte[4 + length];
                System.arraycopy(buffer, 0, frame, 0, 4 + length);
                frame[0] = '$';
                frame[1] = 0;
                frame[2] = (byte) (length >> 8);
                frame[3] = (byte) length;
                for (Socket viewer : viewers) {
                    forwardTo(viewer, frame);
                }
            }
        } catch (IOException closed) {
            // The camera has been switched off.
        }
    }

    private void forwardTo(Socket viewer, byte[] frame) {
        try {
            write(viewer, frame);
        } catch (IOException gone) {
            viewers.remove(viewer);
        }
    }

    private synchronized void write(Socket client, byte[] bytes) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        encoder.destroyForcibly();
        server.close();
        packets.close();
        for (Socket viewer : viewers) {
            viewer.close();
        }
    }
}
