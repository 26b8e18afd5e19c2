// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import peaceofmind.foundation.time.Clock;
import peaceofmind.testkit.Eventually;

/**
 * A network camera: ffmpeg sends a moving picture and a tone over RTP (RFC 3550) to this process, which forwards them to its clients over
 * RTSP 1.0 (RFC 2326) and TCP. It misbehaves as real cameras do: from the start by its traits, later when the test says so.
 */
public final class FakeRtspCamera implements AutoCloseable {

    /** What is special about a camera. */
    public enum Trait {
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
        SENDS_NOTHING,
        /** Wants a digest of the password (RFC 2617). */
        DIGEST,
        /** A third track, which ONVIF's cameras announce for what they have detected. */
        METADATA,
        /** Announces sound in a format that nobody knows. */
        UNKNOWN_SOUND,
        /** Announces sound, and refuses to send it. */
        REFUSES_SOUND,
        REFUSES_SETUP,
        /** Sends on another channel than it was asked to. */
        OTHER_CHANNEL,
        /** Closes a connection on which it is not asked for anything for some seconds. */
        SHORT_SESSION,
        /** Does not know its own session when it is asked to keep it. */
        FORGETS_SESSION,
        /** A byte of its description at a time, and never all of it. */
        DRIPS_DESCRIPTION,
        /** Two gigabytes of description are announced. */
        ENDLESS_DESCRIPTION,
        EMPTY_DESCRIPTION,
        BINARY_DESCRIPTION,
        REDIRECTS_TO_ITSELF,
        /** A picture of twice the size. */
        LARGE
    }

    private static final int MAX_PACKET_BYTES = 1500;

    private static final int SESSION_SECONDS = 6;
    private static final String BASIC = "Basic realm=\"camera\"";
    private static final String NONCE = "dcd98b7102dd2f0e";

    private final ServerSocket server;
    private final Set<Socket> viewers = ConcurrentHashMap.newKeySet();
    private final Set<Trait> traits;
    private final Path folder;
    private volatile Process encoder;
    private final List<FakeRtpTrack> tracks;
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    public FakeRtspCamera(Path folder, Trait... traits) throws IOException {
        this(folder, 0, traits);
    }

    /** @param port as of another camera, which it replaces; 0: any */
    FakeRtspCamera(Path folder, int port, Trait... traits) throws IOException {
        this.folder = folder;
        this.server = new ServerSocket(port, 4, InetAddress.getLoopbackAddress());
        this.traits = Set.of(traits);
        FakeRtpTrack video = new FakeRtpTrack(has(Trait.OTHER_CHANNEL) ? 6 : 0, 90_000);
        FakeRtpTrack sound = new FakeRtpTrack(2, 8_000);
        tracks = List.of(video, sound);
        if (!has(Trait.SOUND) && !has(Trait.SOUND_ONLY)) {
            sound.stop();
        }
        if (has(Trait.SOUND_ONLY)) {
            video.stop();
        }
        encoder = startEncoder(this.traits);
        Thread.ofVirtual().start(this::acceptConnections);
        tracks.forEach(track -> Thread.ofVirtual().start(() -> forward(track)));
    }

    private Process startEncoder(Set<Trait> current) throws IOException {
        return new ProcessBuilder(FakeRtspStream.command(current, video().port(), sound().port()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("camera.out").toFile())
                .start();
    }

    /** Sends larger pictures from now on, as after a change of its settings. */
    void enlarge() throws IOException {
        encoder.destroyForcibly();
        Set<Trait> larger = new HashSet<>(traits);
        larger.add(Trait.LARGE);
        encoder = startEncoder(larger);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The address, with user and password. */
    public String address() {
        return "rtsp://gym:s3cret@127.0.0.1:" + server.getLocalPort() + "/stream1";
    }

    /** Values of the header {@code Authorization} that were accepted; empty ones included. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    public FakeRtpTrack video() {
        return tracks.getFirst();
    }

    public FakeRtpTrack sound() {
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
            client.setTcpNoDelay(true);
            client.setSoTimeout(has(Trait.SHORT_SESSION) ? SESSION_SECONDS * 1000 : 0);
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
                boolean loggedIn = !authorization.isEmpty() && isAccepted(authorization, request);
                if (loggedIn) {
                    authorizations.add(authorization);
                }
                respond(client, request, sequence, loggedIn);
            }
        } catch (IOException gone) {
            // The viewer has left.
        } finally {
            viewers.remove(client);
        }
    }

    /** Any password in the clear; only the right one as a digest. */
    private boolean isAccepted(String authorization, String request) {
        if (!has(Trait.DIGEST)) {
            return true;
        }
        String[] methodAndAddress = request.split(" ", 3);
        String secret = digest("gym:camera:s3cret");
        String what = digest(methodAndAddress[0] + ":" + methodAndAddress[1]);
        return authorization.startsWith("Digest ")
                && authorization.contains("response=\"" + digest(secret + ":" + NONCE + ":" + what) + "\"");
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
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
                    "RTSP/1.0 401 Unauthorized\r\nCSeq: " + sequence + "\r\nWWW-Authenticate: "
                            + (has(Trait.DIGEST) ? "Digest realm=\"camera\", nonce=\"" + NONCE + "\"" : BASIC)
                            + "\r\n\r\n");
        } else if (method.equals("DESCRIBE") && has(Trait.DRIPS_DESCRIPTION)) {
            drip(client, sequence);
        } else {
            String status = status(request, method);
            write(client, "RTSP/1.0 " + status + "\r\nCSeq: " + sequence + "\r\n" + tail(request, method));
            if (method.equals("PLAY")) {
                tracks.forEach(FakeRtpTrack::startAgain);
                viewers.add(client);
            }
        }
    }

    /** For as long as the client waits. */
    private void drip(Socket client, String sequence) throws IOException {
        write(client, "RTSP/1.0 200 OK\r\nCSeq: " + sequence + "\r\nContent-Length: 100000\r\n\r\n");
        try {
            while (!client.isClosed()) {
                Clock.system().sleep(Duration.ofMillis(100));
                write(client, "a");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private String status(String request, String method) {
        if (has(Trait.REJECTS_PASSWORD) && method.equals("DESCRIBE")) {
            return "401 Unauthorized\r\nWWW-Authenticate: " + BASIC;
        } else if (has(Trait.REDIRECTS_TO_ITSELF) && method.equals("DESCRIBE")) {
            return "302 Found\r\nLocation: " + address();
        } else if (has(Trait.REFUSES_SETUP) && method.equals("SETUP")) {
            return "500 Internal Server Error";
        } else if (has(Trait.REFUSES_SOUND) && method.equals("SETUP") && request.contains("track2")) {
            return "461 Unsupported Transport";
        } else if (has(Trait.FORGETS_SESSION) && !viewers.isEmpty() && !method.equals("PLAY")) {
            return "454 Session Not Found";
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
                int length = has(Trait.ENDLESS_DESCRIPTION) ? Integer.MAX_VALUE : sdp.length();
                yield "Content-Type: application/sdp\r\nContent-Length: " + length + "\r\n\r\n" + sdp;
            }
            case "SETUP" ->
                "Session: 1;timeout=" + (has(Trait.SHORT_SESSION) ? SESSION_SECONDS : 60)
                        + "\r\nTransport: RTP/AVP/TCP;unicast;interleaved=" + channels(request) + "\r\n\r\n";
            case "PLAY" -> "Session: 1\r\nRange: npt=0.000-\r\n\r\n";
            case "OPTIONS" -> "Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN\r\n\r\n";
            default -> "Session: 1\r\n\r\n";
        };
    }

    private String channels(String setup) {
        if (setup.contains("track3")) {
            return "4-5";
        }
        return setup.contains("track2") ? "2-3" : has(Trait.OTHER_CHANNEL) ? "6-7" : "0-1";
    }

    private void forward(FakeRtpTrack track) {
        byte[] buffer = new byte[MAX_PACKET_BYTES];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                track.packets().receive(packet);
                for (byte[] frame : has(Trait.SENDS_NOTHING) ? List.<byte[]>of() : track.frames(packet)) {
                    for (Socket viewer : viewers) {
                        send(viewer, frame);
                    }
                }
                if (track.hasClosed()) {
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
        Eventually.await().until(() -> video().count() >= number);
    }

    /** Its clock jumps, for picture and sound. */
    public void jump(Duration by) {
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
        tracks.forEach(track -> track.packets().close());
        hangUp();
    }

    /** Closes the connections of its viewers. */
    public void hangUp() throws IOException {
        for (Socket viewer : viewers) {
            viewer.close();
        }
    }
}
