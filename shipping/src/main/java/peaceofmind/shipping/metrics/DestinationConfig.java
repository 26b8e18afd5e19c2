// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.shipping.http.EndpointConfig;

/**
 * One remote-write destination: an item of {@code ship.metrics}.
 *
 * @param name identifies it in files and series
 * @param interval between two samples of a series
 * @param sendEvery how long samples wait to share a request
 * @param allow names of metrics, which may end in {@code *}
 * @param spoolBytes limit of the spool on disk while the receiver is unavailable
 * @param spoolAge older samples are dropped
 */
public record DestinationConfig(
        String name,
        EndpointConfig endpoint,
        Protocol protocol,
        Duration interval,
        Duration sendEvery,
        List<String> allow,
        long spoolBytes,
        Duration spoolAge) {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Which version of remote write to use. */
    public enum Protocol {
        /** Only 1.0. */
        V1,
        /** Only 2.0. */
        V2,
        /** 2.0, falling back to 1.0 if the receiver does not support it. */
        AUTO
    }

    /** Whether metrics with this name are shipped. */
    public boolean allows(String metric) {
        return new AllowList(allow).allows(metric);
    }

    /** Reads an item; mistakes are recorded in the document. */
    static DestinationConfig read(ConfigSection item, int index) {
        String name = item.text("name", "Name of the destination, in series and files.", "metrics-" + index);
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,40}")) {
            item.addProblem(
                    "name",
                    "\"" + name + "\" must be lower-case letters, digits, dots, dashes and underscores, at most 41");
        }
        return new DestinationConfig(
                name,
                EndpointConfig.read(item),
                item.choice(
                        "protocol",
                        "Version of Prometheus remote write: 1, 2, or auto (2, falling back to 1).",
                        "auto",
                        DestinationConfig::protocol,
                        "1, 2 or auto"),
                item.duration("interval", "Time between two samples of a series.", minutes(1), SECOND, minutes(60)),
                item.duration(
                        "send_every", "How long samples wait to share a request.", minutes(1), SECOND, minutes(60)),
                expandPatterns(item.texts(
                        "allow",
                        "Metrics to ship: names, which may end in *; \"default\" is the built-in list, \"all\" everything.",
                        List.of("default"))),
                item.bytes(
                        "spool_size",
                        "Limit of the spool on disk while the receiver is unavailable.",
                        "64MiB",
                        100_000),
                item.duration(
                        "spool_age",
                        "Spooled samples older than this are dropped.",
                        Duration.ofDays(30),
                        minutes(1),
                        Duration.ofDays(366)));
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Optional<Protocol> protocol(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "1.0" -> Optional.of(Protocol.V1);
            case "2", "2.0" -> Optional.of(Protocol.V2);
            case "auto" -> Optional.of(Protocol.AUTO);
            default -> Optional.empty();
        };
    }

    private static List<String> expandPatterns(List<String> configured) {
        return configured.stream()
                .flatMap(text -> switch (text) {
                    case "default" -> DefaultAllowList.names().stream();
                    case "all" -> List.of("*").stream();
                    default -> List.of(text).stream();
                })
                .toList();
    }
}
