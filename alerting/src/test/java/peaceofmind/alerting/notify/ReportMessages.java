// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.report.ReportCalculator;
import peaceofmind.contract.report.ReportSources;

/** The report of a month with a hundred outages of a minute each. */
final class ReportMessages {

    private ReportMessages() {}

    static Message october(String link) {
        List<Event> events = new ArrayList<>();
        events.add(new Event(
                0, Instant.parse("2026-09-01T00:00:00Z"), EventKind.WATCHDOG_STARTED, Optional.empty(), "started"));
        Instant start = Instant.parse("2026-10-01T00:00:00Z");
        for (int outage = 0; outage < 100; outage++) {
            Instant at = start.plus(Duration.ofHours(7L * outage));
            events.add(new Event(
                    1 + 2L * outage,
                    at.plusSeconds(30),
                    EventKind.STALE,
                    Optional.of("recorder"),
                    "no heartbeat for 30 s",
                    Optional.of(Duration.ofSeconds(30))));
            events.add(new Event(
                    2 + 2L * outage,
                    at.plusSeconds(60),
                    EventKind.RECOVERED,
                    Optional.of("recorder"),
                    "beats again",
                    Optional.of(Duration.ofSeconds(60))));
        }
        ReportSources sources = new ReportSources(
                "gym-north", List.of("recorder"), events, (_, _, _) -> List.of(), 5_000_000_000L, Map.of());
        try {
            return ReportMessage.of(
                    ReportCalculator.calculate(
                            sources, YearMonth.of(2026, 10), Instant.parse("2026-11-01T08:00:00Z"), ZoneOffset.UTC),
                    Instant.parse("2026-11-01T08:00:00Z"),
                    ZoneOffset.UTC,
                    link);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
