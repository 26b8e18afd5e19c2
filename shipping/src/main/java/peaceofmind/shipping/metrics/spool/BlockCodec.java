// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * Encodes a block as a spool record: magic (4 bytes), length of the body (4), CRC-32C of everything that follows (4), sequence (8), time
 * in milliseconds (8), number of samples (4); then the deflated body: type, name, labels and value bits of each sample.
 */
final class BlockCodec {

    static final int MAGIC = 0x50_4d_53_31;
    static final int HEADER_BYTES = 32;

    private static final int CHECKSUM_START = 12;

    /** What is known of a record without decoding its body. */
    record Header(int recordBytes, long sequence, long timeMillis, int samples) {}

    private BlockCodec() {}

    static byte[] encode(SpoolBlock block) {
        byte[] body = encodeBody(block);
        ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + body.length);
        record.putInt(MAGIC).putInt(body.length).putInt(0);
        record.putLong(block.sequence())
                .putLong(block.timeMillis())
                .putInt(block.samples().size());
        record.put(body);
        record.putInt(8, checksum(record.array(), CHECKSUM_START, record.capacity() - CHECKSUM_START));
        return record.array();
    }

    /** Whether there is a complete, undamaged record at this offset. */
    static boolean isWhole(byte[] bytes, int offset) {
        if (bytes.length - offset < HEADER_BYTES) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, offset, HEADER_BYTES);
        int magic = header.getInt();
        int length = header.getInt();
        int checksum = header.getInt();
        return magic == MAGIC
                && length >= 0
                && length <= bytes.length - offset - HEADER_BYTES
                && checksum == checksum(bytes, offset + CHECKSUM_START, HEADER_BYTES - CHECKSUM_START + length);
    }

    /** Reads a record that {@link #isWhole}. */
    static SpoolBlock decode(byte[] bytes, int offset) {
        Header header = header(bytes, offset);
        int length = header.recordBytes() - HEADER_BYTES;
        List<SeriesSample> samples = new ArrayList<>(header.samples());
        try (DataInputStream in = new DataInputStream(
                new InflaterInputStream(new ByteArrayInputStream(bytes, offset + HEADER_BYTES, length)))) {
            for (int i = 0; i < header.samples(); i++) {
                samples.add(readSample(in, header.timeMillis()));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("a record with the right checksum cannot be read", impossible);
        }
        return new SpoolBlock(header.sequence(), samples);
    }

    static Header header(byte[] bytes, int offset) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        return new Header(
                HEADER_BYTES + header.getInt(offset + 4),
                header.getLong(offset + 12),
                header.getLong(offset + 20),
                header.getInt(offset + 28));
    }

    private static byte[] encodeBody(SpoolBlock block) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, fast))) {
            for (SeriesSample sample : block.samples()) {
                writeSample(out, sample);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            fast.end();
        }
        return bytes.toByteArray();
    }

    private static void writeSample(DataOutputStream out, SeriesSample sample) throws IOException {
        out.writeByte(typeNumber(sample.type()));
        out.writeUTF(sample.series().name());
        out.writeByte(sample.series().labels().size());
        for (var label : sample.series().labels().entrySet()) {
            out.writeUTF(label.getKey());
            out.writeUTF(label.getValue());
        }
        out.writeLong(sample.valueBits());
    }

    private static SeriesSample readSample(DataInputStream in, long time) throws IOException {
        Family.Type type = type(in.readByte());
        String name = in.readUTF();
        int labels = in.readUnsignedByte();
        TreeMap<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < labels; i++) {
            sorted.put(in.readUTF(), in.readUTF());
        }
        return new SeriesSample(new Series(name, sorted), type, time, in.readLong());
    }

    /** Numbers of the file format: independent of the enum's order. */
    private static int typeNumber(Family.Type type) {
        return switch (type) {
            case COUNTER -> 0;
            case GAUGE -> 1;
            case UNTYPED -> 2;
            case HISTOGRAM -> 3;
            case SUMMARY -> 4;
        };
    }

    private static Family.Type type(int number) {
        return switch (number) {
            case 0 -> Family.Type.COUNTER;
            case 1 -> Family.Type.GAUGE;
            case 3 -> Family.Type.HISTOGRAM;
            case 4 -> Family.Type.SUMMARY;
            default -> Family.Type.UNTYPED;
        };
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
