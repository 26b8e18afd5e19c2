// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** How the stream of a camera ends. */
public enum StreamEnd {
    /** As when the cable is pulled: the connection stays, and carries nothing more. */
    HALF_A_PACKET_AND_SILENCE(false),
    HALF_A_PACKET(true),
    /** After a packet that is not the last one of its picture. */
    HALF_A_PICTURE_AND_SILENCE(false),
    HALF_A_PICTURE(true),
    /** A request of the camera (RFC 2326, section 10.7), after which it is silent. */
    TEARDOWN_AND_SILENCE(false),
    TEARDOWN(true),
    /** As cameras announce that there is no more (RFC 2326, section 10.3, with an event). */
    ANNOUNCEMENT_AND_SILENCE(false),
    /** The sender leaves (RFC 3550, section 6.6). */
    BYE_AND_SILENCE(false),
    /** The header of a packet that is longer than what follows. */
    HEADER_AND_SILENCE(false);

    private static final int MIN_BYTES = 600;
    private static final int MARKER_OFFSET = 5;
    private static final int MARKER = 0x80;

    private final boolean closes;

    StreamEnd(boolean closes) {
        this.closes = closes;
    }

    /** Whether the connection is closed; otherwise it stays silent. */
    boolean closesConnection() {
        return closes;
    }

    /** What is sent last; empty when the stream can't end so with that frame, which then is sent as usual. */
    Optional<byte[]> lastBytes(byte[] frame) {
        return switch (this) {
            case HALF_A_PACKET, HALF_A_PACKET_AND_SILENCE ->
                frame.length > MIN_BYTES ? Optional.of(Arrays.copyOf(frame, frame.length / 2)) : Optional.empty();
            case HALF_A_PICTURE, HALF_A_PICTURE_AND_SILENCE ->
                (frame[MARKER_OFFSET] & MARKER) == 0 && frame.length > MIN_BYTES
                        ? Optional.of(frame)
                        : Optional.empty();
            case TEARDOWN, TEARDOWN_AND_SILENCE -> Optional.of(request("TEARDOWN", ""));
            case ANNOUNCEMENT_AND_SILENCE ->
                Optional.of(request("ANNOUNCE", "x-notice: 2104 \"Start-of-Stream Reached\"\r\n"));
            case BYE_AND_SILENCE ->
                Optional.of(new byte[] {
                    '$',
                    (byte) (frame[1] + 1),
                    0,
                    8,
                    (byte) 0x81,
                    (byte) 203,
                    0,
                    1,
                    frame[12],
                    frame[13],
                    frame[14],
                    frame[15]
                });
            case HEADER_AND_SILENCE -> Optional.of(new byte[] {'$', frame[1], (byte) 0xff, (byte) 0xff});
        };
    }

    private static byte[] request(String method, String header) {
        return (method + " rtsp://127.0.0.1/stream1 RTSP/1.0\r\nCSeq: 1\r\nSession: 1\r\n" + header + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
