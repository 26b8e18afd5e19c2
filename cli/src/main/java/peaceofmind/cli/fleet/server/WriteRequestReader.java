// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads which devices a remote-write request speaks of (prometheus.io/docs/specs/prw), 1.0 or 2.0: the label {@code instance} of its
 * series. Series that a device has scraped from other programs do not count, as in the rules of the alerts: their labels are the
 * programs' own.
 */
final class WriteRequestReader {

    private static final String INSTANCE = "instance";
    private static final String SCRAPED = "peace_scraped";
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final byte[] data;
    private int at;
    private final int end;

    private WriteRequestReader(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    /**
     * The devices, by the value of {@code instance}.
     *
     * @param body as sent, in Snappy's block format
     * @param isVersion2 whether it is {@code io.prometheus.write.v2.Request}
     * @throws IOException it is not such a request
     */
    static Set<String> instances(byte[] body, boolean isVersion2) throws IOException {
        byte[] message = SnappyBlock.decode(body);
        Set<String> instances = new TreeSet<>();
        List<WriteRequestReader> series = new ArrayList<>();
        List<String> symbols = new ArrayList<>();
        WriteRequestReader request = new WriteRequestReader(message, 0, message.length);
        while (request.at < request.end) {
            long tag = request.varint();
            int field = (int) (tag >>> 3);
            if (field == (isVersion2 ? 5 : 1) && (tag & 7) == BYTES) {
                series.add(request.nested());
            } else if (isVersion2 && field == 4 && (tag & 7) == BYTES) {
                symbols.add(request.nested().text());
            } else {
                request.skip((int) (tag & 7));
            }
        }
        for (WriteRequestReader one : series) {
            List<String> labels = isVersion2 ? one.labelReferences(symbols) : one.labels();
            add(labels, instances);
        }
        return instances;
    }

    /** @param labels names, each followed by its value */
    private static void add(List<String> labels, Set<String> instances) {
        String instance = "";
        boolean isScraped = false;
        for (int index = 0; index + 1 < labels.size(); index += 2) {
            if (labels.get(index).equals(INSTANCE)) {
                instance = labels.get(index + 1);
            } else if (labels.get(index).equals(SCRAPED)
                    && !labels.get(index + 1).isEmpty()) {
                isScraped = true;
            }
        }
        if (!isScraped && !instance.isEmpty()) {
            instances.add(instance);
        }
    }

    /** {@code TimeSeries.labels} of 1.0: messages with name and value. */
    private List<String> labels() throws IOException {
        List<String> labels = new ArrayList<>();
        while (at < end) {
            long tag = varint();
            if (tag == (1 << 3 | BYTES)) {
                WriteRequestReader label = nested();
                String name = "";
                String value = "";
                while (label.at < label.end) {
                    long part = label.varint();
                    if (part == (1 << 3 | BYTES)) {
                        name = label.nested().text();
                    } else if (part == (2 << 3 | BYTES)) {
                        value = label.nested().text();
                    } else {
                        label.skip((int) (part & 7));
                    }
                }
                labels.add(name);
                labels.add(value);
            } else {
                skip((int) (tag & 7));
            }
        }
        return labels;
    }

    /** {@code TimeSeries.labels_refs} of 2.0: places of names and values in the symbols. */
    private List<String> labelReferences(List<String> symbols) throws IOException {
        List<String> labels = new ArrayList<>();
        while (at < end) {
            long tag = varint();
            if (tag == (1 << 3 | BYTES)) {
                WriteRequestReader references = nested();
                while (references.at < references.end) {
                    labels.add(symbol(references.varint(), symbols));
                }
            } else if (tag == (1 << 3 | VARINT)) {
                labels.add(symbol(varint(), symbols));
            } else {
                skip((int) (tag & 7));
            }
        }
        return labels;
    }

    private static String symbol(long place, List<String> symbols) throws IOException {
        if (place < 0 || place >= symbols.size()) {
            throw new IOException("a label without text");
        }
        return symbols.get((int) place);
    }

    private String text() {
        return new String(data, at, end - at, StandardCharsets.UTF_8);
    }

    private WriteRequestReader nested() throws IOException {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new IOException("a field is longer than its message");
        }
        int from = at;
        at += (int) length;
        return new WriteRequestReader(data, from, at);
    }

    private void skip(int type) throws IOException {
        switch (type) {
            case VARINT -> varint();
            case FIXED_64 -> advance(8);
            case BYTES -> nested();
            case FIXED_32 -> advance(4);
            default -> throw new IOException("a field of unknown type " + type);
        }
    }

    private void advance(int bytes) throws IOException {
        if (bytes > end - at) {
            throw new IOException("the message is cut off");
        }
        at += bytes;
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new IOException("the message is cut off");
            }
            byte next = data[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number is too long");
    }
}
