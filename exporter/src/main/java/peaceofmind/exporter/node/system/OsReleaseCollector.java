// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** The distribution: {@code /etc/os-release} or {@code /usr/lib/os-release} (os-release(5)). */
public record OsReleaseCollector(KernelFiles files, Path root) implements Collector {

    private static final String[] LABELS = {
        "build_id",
        "id",
        "id_like",
        "image_id",
        "image_version",
        "name",
        "pretty_name",
        "variant",
        "variant_id",
        "version",
        "version_codename",
        "version_id"
    };
    private static final Pattern VERSION_PREFIX = Pattern.compile("^[0-9]+\\.?[0-9]*");
    private static final Pattern LINE = Pattern.compile("^([A-Z0-9_]{1,40})=(.{0,400})$", Pattern.MULTILINE);

    @Override
    public String name() {
        return "os";
    }

    @Override
    public Collected collect() throws IOException {
        Optional<TextScanner> text = files.read(root.resolve("etc/os-release"));
        if (text.isEmpty()) {
            text = Optional.of(files.require(root.resolve("usr/lib/os-release")));
        }
        Map<String, String> values = parse(text.get().content());
        if (values.isEmpty()) {
            throw new IOException("os-release has no values");
        }
        String[] labels = new String[2 * LABELS.length];
        for (int i = 0; i < LABELS.length; i++) {
            labels[2 * i] = LABELS[i];
            labels[2 * i + 1] = values.getOrDefault(LABELS[i], "");
        }
        Families families = new Families()
                .gauge(
                        "node_os_info",
                        "A metric with a constant '1' value labeled by " + String.join(", ", LABELS) + ".",
                        Sample.labels(labels),
                        1);
        Matcher version = VERSION_PREFIX.matcher(values.getOrDefault("version_id", ""));
        if (version.find()) {
            families.gauge(
                    "node_os_version",
                    "Metric containing the major.minor part of the OS version.",
                    Sample.labels("id", labels[3], "id_like", labels[5], "name", labels[11]),
                    Double.parseDouble(version.group()));
        }
        return Collected.of(families.toList());
    }

    static Map<String, String> parse(String text) {
        Map<String, String> values = new HashMap<>();
        LINE.matcher(text)
                .results()
                .forEach(line -> values.put(
                        line.group(1).toLowerCase(Locale.ROOT),
                        unquote(line.group(2).strip())));
        return values;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }
}
