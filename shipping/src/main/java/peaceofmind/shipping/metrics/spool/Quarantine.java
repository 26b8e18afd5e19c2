// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * Samples that a receiver does not accept, beside the spool, for people: a line of JSON each. Two files; when the newer one is full, it
 * replaces the older one, so that the oldest samples are dropped first. One thread writes.
 */
public final class Quarantine {

    /** Limit of each of the two files. */
    public static final int MAX_FILE_BYTES = 256 * 1024;

    private static final String FILE = "quarantine.jsonl";
    private static final String OLDER_FILE = "quarantine.older.jsonl";

    private final SpoolFiles files;
    private final Consumer<String> warn;
    private int fileBytes;
    private long olderBytes;
    private volatile long bytes;
    private boolean errorLogged;

    /** Opens what an earlier run left. */
    public Quarantine(SpoolFiles files, Consumer<String> warn) {
        this.files = files;
        this.warn = warn;
        try {
            fileBytes = wholeLines(files.read(FILE));
            olderBytes = files.read(OLDER_FILE).length;
            bytes = fileBytes + olderBytes;
        } catch (IOException unreadable) {
            warn.accept("cannot read the quarantine: " + ErrorText.of(unreadable));
        }
    }

    /** A power cut can tear the last line: the next write overwrites it. */
    private static int wholeLines(byte[] content) {
        int length = content.length;
        while (length > 0 && content[length - 1] != '\n') {
            length--;
        }
        return length;
    }

    /**
     * Writes samples; beyond the limit of a file, only the first ones. On a full disk they are lost, which is logged once.
     *
     * @param reason the receiver's
     */
    public void add(List<SeriesSample> samples, String reason, Instant now) {
        byte[] text = encode(samples, reason, now);
        try {
            if (fileBytes + text.length > MAX_FILE_BYTES) {
                files.replace(OLDER_FILE, files.read(FILE));
                olderBytes = fileBytes;
                fileBytes = 0;
            }
            files.write(FILE, fileBytes, text);
            fileBytes += text.length;
            bytes = fileBytes + olderBytes;
            errorLogged = false;
        } catch (IOException diskFull) {
            if (!errorLogged) {
                warn.accept("cannot write rejected samples to the quarantine: " + ErrorText.of(diskFull));
            }
            errorLogged = true;
        }
    }

    private static byte[] encode(List<SeriesSample> samples, String reason, Instant now) {
        List<byte[]> lines = new ArrayList<>();
        int length = 0;
        for (SeriesSample sample : samples) {
            byte[] line = (line(sample, reason, now) + "\n").getBytes(StandardCharsets.UTF_8);
            if (length + line.length > MAX_FILE_BYTES) {
                break;
            }
            lines.add(line);
            length += line.length;
        }
        byte[] text = new byte[length];
        int position = 0;
        for (byte[] line : lines) {
            System.arraycopy(line, 0, text, position, line.length);
            position += line.length;
        }
        return text;
    }

    private static String line(SeriesSample sample, String reason, Instant now) {
        return Json.object()
                .put("rejected_at", now.toString())
                .put("reason", reason)
                .put("time", Instant.ofEpochMilli(sample.timeMillis()).toString())
                .put("series", sample.series().toString())
                .put("value", Double.toString(Double.longBitsToDouble(sample.valueBits())))
                .build()
                .toJson();
    }

    /** Size of both files. */
    public long bytes() {
        return bytes;
    }
}
