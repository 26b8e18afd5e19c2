// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import peaceofmind.testkit.Eventually;

/**
 * A network camera: ffmpeg sends a moving picture and a tone over RTP (RFC 3550) to this process, which forwards them to its clients over
 * RTSP 1.0 (RFC 2326) and TCP. It misbehaves as real cameras do: from the start by its traits, later when the test says so.
 */
final class FakeRtspCamera implements AutoCloseable {

    /** What is special about a camera. */
    enum Trait {
        SOUND,
        /** Announces a sound track on which nothing is ever sent. */
        SILENT_SOUND,
        HEVC,
        MJPEG,
        B_FRAMES,
        /** A key frame every 15 s. */
        RARE_KEY_FRAMES,
        /** A picture of 321 by 181 pixels. */
        ODD_SIZE,
        /** Two a second. */
        FEW_PICTURES,
        /** A sound track alone. */
        SOUND_ONLY,
        REJECTS_PASSWORD,
        ONE_CLIENT,
        NO_SUCH_STREAM,
        /** Accepts connections and never responds. */
        SILENT_SERVER,
        /** Responds with something other than RTSP. */
        WEB_SERVER,
        /** Ends each connection as soon as it should play. */
        HANGS_UP,
        /** Plays, and sends nothing. */
        SENDS_NOTHING
    }

    private static final int MAX_PACKET_BYTES = 1500;

    private final ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    private final Set<Socket> viewers = ConcurrentHashMap.newKeySet();
    private final Set<Trait> traits;
    private final Process encoder;
    private final List<RtpTrack> tracks;
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    FakeRtspCamera(Path folder, Trait... traits) throws IOException {
        this.traits = Set.of(traits);
        RtpTrack video = new RtpTrack(0, 90_000);
        RtpTrack sound = new RtpTrack(2, 8_000);
        tracks = List.of(video, sound);
        if (!has(Trait.SOUND) && !has(Trait.SOUND_ONLY)) {
            sound.stop();
        }
        if (has(Trait.SOUND_ONLY)) {
            video.stop();
        }
        encoder = new ProcessBuilder(FakeRtspStream.command(this.traits, video.port(), sound.port()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("camera.out").toFile())
                .start();
        Thread.ofVirtual().start(this::acceptConnections);
        tracks.forEach(track -> Thread.ofVirtual().start(() -> forward(track)));
    }

    /** The address, with user and password. */
    String address() {
        return "rtsp://gym:s3cret@127.0.0.1:" + server.getLocalPort() + "/stream1";
    }

    /** Values of the header {@code Authorization} that were accepted; empty ones included. */
    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    RtpTrack video() {
        return tracks.getFirst();
    }

    RtpTrack sound() {
        return tracks.getLast();
    }

    private boolean has(Trait trait) {
        return traits.contains(trait);
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
                if (!authorization.isEmpty()) {
                    authorizations.add(authorization);
                }
                respond(client, request, sequence, !authorization.isEmpty());
            }
        } catch (IOException gone) {
            // The viewer has left.
        } finally {
            viewers.remove(client);
        }
    }

    private void respond(Socket client, String request, String sequence, boolean loggedIn) throws IOException {
        String method = request.split(" ", 2)[0];
        if (has(Trait.SILENT_SERVER)) {
            return;
        } else if (has(Trait.WEB_SERVER)) {
            write(client, "HTTP/1.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        } else if (has(Trait.HANGS_UP) && method.equals("PLAY")) {
            client.close();
        } else if (method.equals("DESCRIBE") && !loggedIn && !has(Trait.REJECTS_PASSWORD)) {
            write(
                    client,
                    "RTSP/1.0 401 Unauthorized\r\nCSeq: " + sequence
                            + "\r\nWWW-Authenticate: Basic realm=\"camera\"\r\n\r\n");
        } else {
            write(client, "RTSP/1.0 " + status(method) + "\r\nCSeq: " + sequence + "\r\n" + tail(request, method));
            if (method.equals("PLAY")) {
                viewers.add(client);
            }
        }
    }

    private String status(String method) {
        if (has(Trait.REJECTS_PASSWORD) && method.equals("DESCRIBE")) {
            return "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"camera\"";
        } else if (has(Trait.NO_SUCH_STREAM) && method.equals("DESCRIBE")) {
            return "404 Not Found";
        } else if (has(Trait.ONE_CLIENT) && method.equals("SETUP") && !viewers.isEmpty()) {
            return "453 Not Enough Bandwidth";
        }
        return "200 OK";
    }

    private String tail(String request, String method) {
        return switch (method) {
            case "DESCRIBE" -> {
                String sdp = FakeRtspStream.description(traits);
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

    private void forward(RtpTrack track) {
        byte[] buffer = new byte[MAX_PACKET_BYTES];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                track.packets.receive(packet);
                for (byte[] frame : has(Trait.SENDS_NOTHING) ? List.<byte[]>of() : track.frames(packet)) {
                    for (Socket viewer : viewers) {
                        send(viewer, frame);
                    }
                }
                if (track.isCut()) {
                    switchOff();
                }
            }
        } catch (IOException closed) {
            // The camera has been switched off.
        }
    }

    private void send(Socket viewer, byte[] frame) {
        try {
            synchronized (this) {
                viewer.getOutputStream().write(frame);
            }
        } catch (IOException gone) {
            viewers.remove(viewer);
        }
    }

    private synchronized void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        client.getOutputStream().flush();
    }

    /** Waits until it has sent that many packets of its picture, to nobody perhaps. */
    void awaitPackets(int number) {
        Eventually.await().until(() -> video().count.get() >= number);
    }

    /** Its clock jumps, for picture and sound. */
    void jump(Duration by) {
        tracks.forEach(track -> track.jump(by));
    }

    @Override
    public void close() throws IOException {
        switchOff();
    }

    /** Closes connections and stops listening. */
    void switchOff() throws IOException {
        encoder.destroyForcibly();
        server.close();
        tracks.forEach(track -> track.packets.close());
        for (Socket viewer : viewers) {
            viewer.close();
        }
    }

    /** The packets of one track on their way to the clients. */
    static final class RtpTrack {

        private static final int MIN_CUT_PACKET_BYTES = 600;
        private static final int TIMESTAMP_OFFSET = 4;
        private static final int RTP_HEADER_BYTES = 12;

        private final DatagramSocket packets;
        private final int channel;
        private final int clockRate;
        private final AtomicInteger timestampOffset = new AtomicInteger();
        private volatile boolean stopped;
        private volatile boolean cutRequested;
        private volatile boolean cut;
        private volatile int lostEvery;
        private volatile int corruptedEvery;
        private volatile int swappedEvery;
        private byte[] delayed = {};
        private final AtomicInteger count = new AtomicInteger();

        private RtpTrack(int channel, int clockRate) throws IOException {
            this.channel = channel;
            this.clockRate = clockRate;
            this.packets = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        private int port() {
            return packets.getLocalPort();
        }

        /** Sends nothing more, while the connection stays. */
        void stop() {
            stopped = true;
        }

        void resume() {
            stopped = false;
        }

        void jump(Duration by) {
            timestampOffset.addAndGet((int) (by.toMillis() * clockRate / 1000));
        }

        /** One of that many packets does not reach the client. */
        void loseOneOf(int number) {
            lostEvery = number;
        }

        /** One of that many packets has other contents than it should. */
        void corruptOneOf(int number) {
            corruptedEvery = number;
        }

        /** One of that many packets is sent after its successor. */
        void swapOneOf(int number) {
            swappedEvery = number;
        }

        /** Goes away in the middle of the next large packet, as when its cable is pulled. */
        void cutInsideAPacket() {
            cutRequested = true;
        }

        private boolean isCut() {
            return cut;
        }

        /** What is sent for a packet, with the prefix of the interleaved channel. */
        private List<byte[]> frames(DatagramPacket packet) {
            count.incrementAndGet();
            if (stopped || cut || isOneOf(lostEvery)) {
                return List.of();
            }
            byte[] frame = frame(packet);
            cut = cutRequested && frame.length > MIN_CUT_PACKET_BYTES;
            if (cut) {
                return List.of(Arrays.copyOf(frame, frame.length / 2));
            } else if (isOneOf(swappedEvery)) {
                delayed = frame;
                return List.of();
            }
            byte[] late = delayed;
            delayed = new byte[0];
            return late.length == 0 ? List.of(frame) : List.of(frame, late);
        }

        private boolean isOneOf(int number) {
            return number > 0 && count.get() % number == 0;
        }

        private byte[] frame(DatagramPacket packet) {
            int length = packet.getLength();
            byte[] frame = new byte[4 + length];
            frame[0] = '$';
            frame[1] = (byte) channel;
            frame[2] = (byte) (length >> 8);
            frame[3] = (byte) length;
            System.arraycopy(packet.getData(), 0, frame, 4, length);
            ByteBuffer rtp = ByteBuffer.wrap(frame, 4, length).slice();
            rtp.putInt(TIMESTAMP_OFFSET, rtp.getInt(TIMESTAMP_OFFSET) + timestampOffset.get());
            for (int n = RTP_HEADER_BYTES + 20; isOneOf(corruptedEvery) && n < length; n += 37) {
                rtp.put(n, (byte) ~rtp.get(n));
            }
            return frame;
        }
    }
}
