// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What cameras, and the networks before them, do to a stream of RTP packets (RFC 3550) that are interleaved with RTSP (RFC 2326, section
 * 10.12), while they continue to send pictures.
 */
public enum RtpMischief {
    NONE {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            return List.of(frame);
        }
    },
    /** Bytes that belong to nothing. */
    GARBAGE_BETWEEN_PACKETS {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            byte[] garbage = new byte[40];
            Arrays.fill(garbage, (byte) 0x55);
            return number % 5 == 0 ? List.of(garbage, frame) : List.of(frame);
        }
    },
    /** A request of the camera's own, such as to prove that somebody still watches. */
    REQUESTS {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            String request = "OPTIONS * RTSP/1.0\r\nCSeq: " + number + "\r\nSession: 1\r\n\r\n";
            return number % 10 == 0 ? List.of(request.getBytes(StandardCharsets.US_ASCII), frame) : List.of(frame);
        }
    },
    /** As after a restart of its sender. */
    SEQUENCE_JUMPS {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            ByteBuffer rtp = rtp(frame);
            rtp.putShort(SEQUENCE_OFFSET, (short) (rtp.getShort(SEQUENCE_OFFSET) + number / 20 * 20_000));
            return List.of(frame);
        }
    },
    /** A track that nobody asked for. */
    FOREIGN_CHANNEL {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            byte[] foreign = frame.clone();
            foreign[1] = 9;
            return List.of(foreign, frame);
        }
    },
    EMPTY_PACKETS {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            return List.of(new byte[] {'$', frame[1], 0, 0}, frame);
        }
    },
    /** Too short for a header. */
    SHORT_PACKETS {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            return List.of(new byte[] {'$', frame[1], 0, 5, (byte) 0x80, 96, 0, 0, 0}, frame);
        }
    },
    WRONG_VERSION {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            byte[] wrong = frame.clone();
            wrong[RTP] = 0;
            return List.of(wrong, frame);
        }
    },
    FOREIGN_PAYLOAD_TYPE {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            byte[] foreign = frame.clone();
            foreign[RTP + 1] = 13;
            return List.of(foreign, frame);
        }
    },
    NEW_SYNCHRONIZATION_SOURCE {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            rtp(frame).putInt(SOURCE_OFFSET, number / 20);
            return List.of(frame);
        }
    },
    /** Sender reports (RFC 3550, section 6.4.1) in which the time of day is another one each time. */
    SENDER_REPORTS_WITHOUT_A_CLOCK {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            if (number % 10 != 0) {
                return List.of(frame);
            }
            ByteBuffer report = ByteBuffer.allocate(4 + 28);
            report.put(new byte[] {'$', (byte) (frame[1] + 1), 0, 28, (byte) 0x80, (byte) 200, 0, 6});
            report.putInt(rtp(frame).getInt(SOURCE_OFFSET));
            report.putInt(number * 7919).putInt(0);
            report.putInt(rtp(frame).getInt(TIME_OFFSET)).putInt(number).putInt(number * 1000);
            return List.of(report.array(), frame);
        }
    },
    /** The time of each packet is the same. */
    TIME_STANDS_STILL {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            rtp(frame).putInt(TIME_OFFSET, 4711);
            return List.of(frame);
        }
    },
    TIME_RUNS_BACKWARDS {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            rtp(frame).putInt(TIME_OFFSET, -rtp(frame).getInt(TIME_OFFSET));
            return List.of(frame);
        }
    },
    /** Each picture has a time that has nothing to do with the others. */
    TIME_IS_RANDOM {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            rtp(frame).putInt(TIME_OFFSET, rtp(frame).getInt(TIME_OFFSET) * 0x9E3779B1);
            return List.of(frame);
        }
    },
    /** Each byte in a segment of its own, as through a slow and busy network. */
    BYTE_BY_BYTE {
        @Override
        List<byte[]> apply(byte[] frame, int number) {
            List<byte[]> bytes = new ArrayList<>();
            for (byte single : frame) {
                bytes.add(new byte[] {single});
            }
            return bytes;
        }
    };

    /** After the prefix of the interleaved channel. */
    private static final int RTP = 4;

    private static final int SEQUENCE_OFFSET = 2;
    private static final int TIME_OFFSET = 4;
    private static final int SOURCE_OFFSET = 8;

    /**
     * What is sent for a packet.
     *
     * @param frame the packet with the prefix of the interleaved channel; can be changed
     * @param number of the packet
     */
    abstract List<byte[]> apply(byte[] frame, int number);

    private static ByteBuffer rtp(byte[] frame) {
        return ByteBuffer.wrap(frame, RTP, frame.length - RTP).slice();
    }
}
