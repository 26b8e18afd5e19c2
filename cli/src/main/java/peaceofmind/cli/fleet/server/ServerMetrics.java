// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import peaceofmind.foundation.time.Clock;

/** What the server's rules need to know, as metrics. What cannot be read has no series. */
final class ServerMetrics {

    /** Pairs of a login and another device; the oldest are forgotten. */
    private static final int MAX_PAIRS = 1_000;

    /** More than one server takes. */
    private static final int MAX_LOGINS = 20_000;

    private final Clock clock;
    private final Path certificate;
    private final Path data;
    private final Map<Pair, Instant> writtenAsAnother = new LinkedHashMap<>();
    private final Map<String, Instant> lastRequests = new LinkedHashMap<>();
    private final Map<String, Long> enrolments = new TreeMap<>();
    private long checked;
    private long unreadable;

    private record Pair(String login, String writtenAs) {}

    /**
     * @param certificate PEM, that nginx uses
     * @param data folder of the samples, whose disk is watched
     */
    ServerMetrics(Clock clock, Path certificate, Path data) {
        this.clock = clock;
        this.certificate = certificate;
        this.data = data;
    }

    /** A login has sent a request, with samples or without: a device asks for the server's time before it sends any. */
    synchronized void requested(String login) {
        // To the end of the order.
        lastRequests.remove(login);
        lastRequests.put(login, clock.now());
        if (lastRequests.size() > MAX_LOGINS) {
            lastRequests.remove(lastRequests.keySet().iterator().next());
        }
    }

    /** A login has written series of these devices. */
    synchronized void written(String login, Set<String> instances) {
        checked++;
        for (String instance : instances) {
            if (!instance.equals(login)) {
                Pair pair = new Pair(login, instance);
                // To the end of the order.
                writtenAsAnother.remove(pair);
                writtenAsAnother.put(pair, clock.now());
            }
        }
        while (writtenAsAnother.size() > MAX_PAIRS) {
            writtenAsAnother.remove(writtenAsAnother.keySet().iterator().next());
        }
    }

    /** A request cannot be read. */
    synchronized void unreadable() {
        unreadable++;
    }

    /** @param result such as {@code enrolled} or the reason of a refusal */
    synchronized void enrolment(String result) {
        enrolments.merge(result, 1L, Long::sum);
    }

    /** In Prometheus' text format. */
    synchronized String exposition() {
        StringBuilder out = new StringBuilder();
        out.append("# HELP peace_fleet_written_as_another_timestamp_seconds When a login last wrote series of"
                        + " another device.\n")
                .append("# TYPE peace_fleet_written_as_another_timestamp_seconds gauge\n");
        writtenAsAnother.forEach((pair, at) -> out.append("peace_fleet_written_as_another_timestamp_seconds{login=\"")
                .append(escaped(pair.login()))
                .append("\",written_as=\"")
                .append(escaped(pair.writtenAs()))
                .append("\"} ")
                .append(at.getEpochSecond())
                .append('\n'));
        out.append("# HELP peace_fleet_last_request_timestamp_seconds When a login last sent a request, with samples or"
                        + " without.\n")
                .append("# TYPE peace_fleet_last_request_timestamp_seconds gauge\n");
        lastRequests.forEach((login, at) -> out.append("peace_fleet_last_request_timestamp_seconds{login=\"")
                .append(escaped(login))
                .append("\"} ")
                .append(at.getEpochSecond())
                .append('\n'));
        add(out, "peace_fleet_checked_writes_total", "counter", "Requests of devices that were read.", checked);
        add(out, "peace_fleet_unreadable_writes_total", "counter", "Requests that could not be read.", unreadable);
        out.append("# HELP peace_fleet_enrolments_total Codes that were sent, by what became of them.\n")
                .append("# TYPE peace_fleet_enrolments_total counter\n");
        enrolments.forEach((result, count) -> out.append("peace_fleet_enrolments_total{result=\"")
                .append(result)
                .append("\"} ")
                .append(count)
                .append('\n'));
        OptionalLong expiry = expiry();
        if (expiry.isPresent()) {
            add(
                    out,
                    "peace_fleet_certificate_expiry_timestamp_seconds",
                    "gauge",
                    "When the certificate of nginx expires.",
                    expiry.getAsLong());
        }
        addDisk(out);
        return out.toString();
    }

    private void addDisk(StringBuilder out) {
        try {
            FileStore disk = Files.getFileStore(data);
            add(out, "peace_fleet_disk_free_bytes", "gauge", "Free where samples are stored.", disk.getUsableSpace());
            add(out, "peace_fleet_disk_size_bytes", "gauge", "Size of that disk.", disk.getTotalSpace());
        } catch (IOException unreadableDisk) {
            // No series.
            return;
        }
    }

    private OptionalLong expiry() {
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate first =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return OptionalLong.of(first.getNotAfter().toInstant().getEpochSecond());
        } catch (IOException | CertificateException unreadableFile) {
            return OptionalLong.empty();
        }
    }

    private static void add(StringBuilder out, String name, String type, String help, long value) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        out.append(name).append(' ').append(value).append('\n');
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
