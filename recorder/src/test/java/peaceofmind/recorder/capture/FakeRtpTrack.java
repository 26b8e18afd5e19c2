// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The packets of one track on their way to the clients. */
public final class FakeRtpTrack {

    private static final int MARKER_OFFSET = 1;
    private static final int MARKER = 0x80;
    private static final int TIMESTAMP_OFFSET = 4;
    private static final int RTP_HEADER_BYTES = 12;

    private final DatagramSocket packets;
    private final int channel;
    private final int clockRate;
    private final AtomicInteger timestampOffset = new AtomicInteger();
    private volatile boolean stopped;
    private volatile RtpMischief mischief = RtpMischief.NONE;
    private volatile Optional<StreamEnd> requestedEnd = Optional.empty();
    private volatile boolean finished;
    private volatile int lostEvery;
    private volatile int corruptedEvery;
    private volatile int swappedEvery;
    private byte[] delayed = {};
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger pictures = new AtomicInteger();

    FakeRtpTrack(int channel, int clockRate) throws IOException {
        this.channel = channel;
        this.clockRate = clockRate;
        this.packets = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Where its packets come from. */
    DatagramSocket packets() {
        return packets;
    }

    /** Number of packets so far. */
    int count() {
        return count.get();
    }

    /** Number of pictures so far, also those that nobody has seen. */
    public int pictures() {
        return pictures.get();
    }

    int port() {
        return packets.getLocalPort();
    }

    /** Sends nothing more, while the connection stays. */
    public void stop() {
        stopped = true;
    }

    public void resume() {
        stopped = false;
    }

    void jump(Duration by) {
        timestampOffset.addAndGet((int) (by.toMillis() * clockRate / 1000));
    }

    /** One of that many packets does not reach the client. */
    public void loseOneOf(int number) {
        lostEvery = number;
    }

    /** One of that many packets has other contents than it should. */
    public void corruptOneOf(int number) {
        corruptedEvery = number;
    }

    /** One of that many packets is sent after its successor. */
    void swapOneOf(int number) {
        swappedEvery = number;
    }

    /** Misbehaves from now on. */
    public void misbehave(RtpMischief newMischief) {
        mischief = newMischief;
    }

    /** Sends nothing more after one of the next packets. */
    public void end(StreamEnd end) {
        requestedEnd = Optional.of(end);
    }

    /** After its end. */
    void startAgain() {
        requestedEnd = Optional.empty();
        finished = false;
    }

    /** Whether the connection is closed, too. */
    boolean hasClosed() {
        return finished && requestedEnd.filter(StreamEnd::closesConnection).isPresent();
    }

    /** What is sent for a packet, with the prefix of the interleaved channel. */
    List<byte[]> frames(DatagramPacket packet) {
        int number = count.incrementAndGet();
        pictures.addAndGet((packet.getData()[MARKER_OFFSET] & MARKER) == 0 ? 0 : 1);
        if (stopped || finished || isOneOf(lostEvery)) {
            return List.of();
        }
        byte[] frame = frame(packet);
        Optional<byte[]> lastBytes = requestedEnd.flatMap(end -> end.lastBytes(frame));
        if (lastBytes.isPresent()) {
            finished = true;
            return List.of(lastBytes.get());
        } else if (isOneOf(swappedEvery)) {
            delayed = frame;
            return List.of();
        }
        byte[] late = delayed;
        delayed = new byte[0];
        return late.length == 0 ? mischief.apply(frame, number) : List.of(frame, late);
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
