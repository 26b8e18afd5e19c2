// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;

/** An engine that is given batches by hand, and the notifications it produces. */
final class AlertScenario {

    static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    final List<Notification> notifications = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    private final Path folder;
    private final String yaml;
    AlertEngine engine;
    Instant now = START;

    AlertScenario(Path folder, String yaml) {
        this.folder = folder;
        this.yaml = yaml;
        this.engine = openEngine();
    }

    AlertScenario(Path folder) {
        this(folder, "");
    }

    private AlertEngine openEngine() {
        try {
            ConfigDocument document = ConfigDocument.parse("test", yaml);
            return AlertEngine.open(AlertsConfig.read(document), folder, notifications::add, warnings::add);
        } catch (ConfigException problem) {
            throw new UncheckedIOException(new IOException(problem));
        }
    }

    /** @param clean whether the engine is closed before; otherwise as after kill -9 */
    void restart(boolean clean) throws IOException {
        if (clean) {
            engine.close();
        }
        engine = openEngine();
    }

    /** Passes a batch with the same values every 15 s. */
    void advance(Duration duration, Family... extra) throws IOException {
        for (Instant end = now.plus(duration); now.isBefore(end); now = now.plusSeconds(15)) {
            List<Family> families = new ArrayList<>(List.of(extra));
            for (String name : List.of("recorder_up", "peace_watchdog_up", "node_boot_time_seconds")) {
                if (families.stream().noneMatch(family -> family.name().equals(name))) {
                    families.add(Family.gauge(name, "", 1));
                }
            }
            engine.accept(new Batch(now, families));
        }
    }

    static Family serviceDown() {
        return Family.gauge("recorder_up", "", 0);
    }

    /** The highest number of notifications within any hour. */
    long maxNotificationsPerHour() {
        return notifications.stream()
                .mapToLong(first -> notifications.stream()
                        .filter(one -> !one.at().isBefore(first.at())
                                && one.at().isBefore(first.at().plus(Duration.ofHours(1))))
                        .count())
                .max()
                .orElse(0);
    }

    List<String> summaries() {
        return notifications.stream()
                .map(notification -> notification.kind() + " "
                        + notification.alerts().stream()
                                .map(alert -> alert.rule().name())
                                .toList())
                .toList();
    }
}
