// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import peaceofmind.heartbeat.json.Json.JsonText;

/**
 * The body of {@code POST /loki/api/v1/push}: gzipped JSON. Lines compress far better this way than in the protobuf form with Snappy,
 * and mobile plans are billed by the byte.
 */
final class LokiPush {

    static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/json", "Content-Encoding", "gzip", "User-Agent", "peace-of-mind");

    private LokiPush() {}

    static byte[] encode(List<LogEntry> entries, StreamLabels labels) {
        Map<Map<String, String>, List<LogEntry>> streams = new LinkedHashMap<>();
        entries.forEach(entry ->
                streams.computeIfAbsent(entry.labels(), _ -> new ArrayList<>()).add(entry));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
        try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes, 8 * 1024), StandardCharsets.UTF_8)) {
            String separator = "{\"streams\":[";
            for (Map.Entry<Map<String, String>, List<LogEntry>> stream : streams.entrySet()) {
                out.write(separator);
                write(out, labels.of(stream.getKey()), stream.getValue());
                separator = ",";
            }
            out.write("]}");
        } catch (IOException impossible) {
            throw new IllegalStateException("cannot write to memory", impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(Writer out, Map<String, String> labels, List<LogEntry> entries) throws IOException {
        String separator = "{\"stream\":{";
        for (Map.Entry<String, String> label : labels.entrySet()) {
            out.write(separator);
            out.write(quoted(label.getKey()) + ":" + quoted(label.getValue()));
            separator = ",";
        }
        separator = "},\"values\":[";
        for (LogEntry entry : entries) {
            out.write(separator);
            out.write("[\"");
            out.write(Long.toString(entry.nanos()));
            out.write("\",");
            out.write(quoted(entry.text()));
            out.write("]");
            separator = ",";
        }
        out.write("]}");
    }

    private static String quoted(String text) {
        return new JsonText(text).toJson();
    }
}
