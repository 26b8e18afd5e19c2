// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xerial.snappy.Snappy;

/**
 * A sample of a request as a receiver reads it, decoded by the original Snappy and protobuf libraries.
 *
 * @param labels in wire order
 */
public record DecodedSample(Map<String, String> labels, long timeMillis, long valueBits, int type) {

    static {
        // The native library would have to unpack itself into a folder.
        System.setProperty("org.xerial.snappy.purejava", "true");
    }

    /** Decodes a body according to its content type. */
    public static List<DecodedSample> read(byte[] body, String contentType) throws IOException {
        byte[] message = Snappy.uncompress(body);
        return contentType.contains("v2.Request") ? readV2(message) : readV1(message);
    }

    static List<DecodedSample> readV1(byte[] message) throws IOException {
        List<DecodedSample> decoded = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            CodedInputStream series = CodedInputStream.newInstance(field(in, tag, 1));
            Map<String, String> labels = new LinkedHashMap<>();
            for (int inner = series.readTag(); inner != 0; inner = series.readTag()) {
                if (WireFormat.getTagFieldNumber(inner) == 1) {
                    CodedInputStream label = CodedInputStream.newInstance(series.readByteArray());
                    label.readTag();
                    String name = label.readString();
                    label.readTag();
                    labels.put(name, label.readString());
                } else {
                    decoded.add(sample(labels, field(series, inner, 2), 0));
                }
            }
        }
        return decoded;
    }

    static List<DecodedSample> readV2(byte[] message) throws IOException {
        List<DecodedSample> decoded = new ArrayList<>();
        List<String> symbols = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 4) {
                symbols.add(in.readStringRequireUtf8());
            } else {
                decoded.addAll(seriesV2(CodedInputStream.newInstance(field(in, tag, 5)), symbols));
            }
        }
        if (!symbols.getFirst().isEmpty()) {
            throw new IOException("symbols[0] must be empty");
        }
        return decoded;
    }

    private static List<DecodedSample> seriesV2(CodedInputStream series, List<String> symbols) throws IOException {
        Map<String, String> labels = new LinkedHashMap<>();
        List<byte[]> samples = new ArrayList<>();
        int type = 0;
        for (int tag = series.readTag(); tag != 0; tag = series.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> {
                    CodedInputStream references = CodedInputStream.newInstance(series.readByteArray());
                    while (!references.isAtEnd()) {
                        labels.put(symbols.get(references.readUInt32()), symbols.get(references.readUInt32()));
                    }
                }
                case 2 -> samples.add(series.readByteArray());
                case 5 -> {
                    CodedInputStream metadata = CodedInputStream.newInstance(series.readByteArray());
                    metadata.readTag();
                    type = metadata.readEnum();
                }
                default -> throw new IOException("unexpected field " + tag);
            }
        }
        List<DecodedSample> decoded = new ArrayList<>();
        for (byte[] bytes : samples) {
            decoded.add(sample(labels, bytes, type));
        }
        return decoded;
    }

    private static DecodedSample sample(Map<String, String> labels, byte[] bytes, int type) throws IOException {
        CodedInputStream sample = CodedInputStream.newInstance(bytes);
        long value = 0;
        long time = 0;
        for (int tag = sample.readTag(); tag != 0; tag = sample.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                value = sample.readFixed64();
            } else {
                time = sample.readInt64();
            }
        }
        return new DecodedSample(labels, time, value, type);
    }

    private static byte[] field(CodedInputStream in, int tag, int expected) throws IOException {
        if (WireFormat.getTagFieldNumber(tag) != expected) {
            throw new IOException("unexpected field " + WireFormat.getTagFieldNumber(tag));
        }
        return in.readByteArray();
    }
}
