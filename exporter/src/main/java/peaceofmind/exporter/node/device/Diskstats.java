// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.LabelCache;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;

/** Reads, writes and their time for each disk: {@code /proc/diskstats} (the kernel's admin-guide/iostats). Excludes partitions. */
public final class Diskstats implements Parser {

    /** node_exporter's default, which includes the partitions of a card, mmcblk0p1. */
    private static final Pattern EXCLUDED_DEVICES =
            Pattern.compile("(ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+");

    /** The kernel's DISK_NAME_LEN. */
    private static final int MAX_NAME_CHARS = 32;

    private record Column(String name, Family.Type type, String help, double factor) {
        static Column counter(String name, String help, double factor) {
            return new Column("node_disk_" + name, Family.Type.COUNTER, help, factor);
        }
    }

    private static final double BYTES_PER_SECTOR = 512;
    private static final double SECONDS_PER_MILLISECOND = 0.001;

    private static final List<Column> COLUMNS = List.of(
            Column.counter("reads_completed_total", "The total number of reads completed successfully.", 1),
            Column.counter("reads_merged_total", "The total number of reads merged.", 1),
            Column.counter("read_bytes_total", "The total number of bytes read successfully.", BYTES_PER_SECTOR),
            Column.counter(
                    "read_time_seconds_total",
                    "The total number of seconds spent by all reads.",
                    SECONDS_PER_MILLISECOND),
            Column.counter("writes_completed_total", "The total number of writes completed successfully.", 1),
            Column.counter("writes_merged_total", "The number of writes merged.", 1),
            Column.counter("written_bytes_total", "The total number of bytes written successfully.", BYTES_PER_SECTOR),
            Column.counter(
                    "write_time_seconds_total",
                    "This is the total number of seconds spent by all writes.",
                    SECONDS_PER_MILLISECOND),
            new Column("node_disk_io_now", Family.Type.GAUGE, "The number of I/Os currently in progress.", 1),
            Column.counter("io_time_seconds_total", "Total seconds spent doing I/Os.", SECONDS_PER_MILLISECOND),
            Column.counter(
                    "io_time_weighted_seconds_total",
                    "The weighted # of seconds spent doing I/Os.",
                    SECONDS_PER_MILLISECOND),
            Column.counter("discards_completed_total", "The total number of discards completed successfully.", 1),
            Column.counter("discards_merged_total", "The total number of discards merged.", 1),
            Column.counter("discarded_sectors_total", "The total number of sectors discarded successfully.", 1),
            Column.counter(
                    "discard_time_seconds_total",
                    "This is the total number of seconds spent by all discards.",
                    SECONDS_PER_MILLISECOND),
            Column.counter("flush_requests_total", "The total number of flush requests completed successfully", 1),
            Column.counter(
                    "flush_requests_time_seconds_total",
                    "This is the total number of seconds spent by all flush requests.",
                    SECONDS_PER_MILLISECOND));

    private final LabelCache labels = LabelCache.withLabel("device");

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        while (text.nextLine()) {
            text.skipFields(2);
            if (text.nextWord() && isDisk(text)) {
                Map<String, String> deviceLabels = labels.get(text.word());
                for (Column column : COLUMNS) {
                    families.add(column.name, column.type, column.help, deviceLabels, text.nextCount() * column.factor);
                }
            }
        }
        return families.toList();
    }

    static boolean isDisk(TextScanner text) {
        return text.word().length() <= MAX_NAME_CHARS
                && !text.wordStartsWith("loop")
                && !text.wordStartsWith("ram")
                && !EXCLUDED_DEVICES.matcher(text.word()).matches();
    }
}
