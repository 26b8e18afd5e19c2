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

/** An engine that is fed by hand, and what it told. */
final class Story {

    static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    final List<Notice> told = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    private final Path folder;
    private final String yaml;
    AlertEngine engine;
    Instant now = START;

    Story(Path folder, String yaml) {
        this.folder = folder;
        this.yaml = yaml;
        this.engine = begin();
    }

    Story(Path folder) {
        this(folder, "");
    }

    private AlertEngine begin() {
        try {
            ConfigDocument document = ConfigDocument.parse("test", yaml);
            return AlertEngine.begin(AlertsConfig.read(document), folder, told::add, said::add);
        } catch (IOException | ConfigException problem) {
            throw new UncheckedIOException(new IOException(problem));
        }
    }

    /** As after kill -9, or in order. */
    void restart(boolean inOrder) throws IOException {
        if (inOrder) {
            engine.close();
        }
        engine = begin();
    }

    /** Feeds the same values for a while, every 15 s. */
    void pass(Duration length, Family... extra) throws IOException {
        for (Instant end = now.plus(length); now.isBefore(end); now = now.plusSeconds(15)) {
            List<Family> families = new ArrayList<>(List.of(extra));
            for (String name : List.of("recorder_up", "peace_watchdog_up", "node_boot_time_seconds")) {
                if (families.stream().noneMatch(family -> family.name().equals(name))) {
                    families.add(Family.gauge(name, "", 1));
                }
            }
            engine.accept(new Batch(now, families));
        }
    }

    static Family down() {
        return Family.gauge("recorder_up", "", 0);
    }

    /** The most notices within an hour. */
    long mostWithinAnHour() {
        return told.stream()
                .mapToLong(first -> told.stream()
                        .filter(one -> !one.at().isBefore(first.at())
                                && one.at().isBefore(first.at().plus(Duration.ofHours(1))))
                        .count())
                .max()
                .orElse(0);
    }

    List<String> news() {
        return told.stream()
                .map(notice -> notice.kind() + " "
                        + notice.alerts().stream()
                                .map(alert -> alert.rule().name())
                                .toList())
                .toList();
    }
}
