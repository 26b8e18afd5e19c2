// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.metrics.Batch;

class DailyReportTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    private Path folder;

    private final List<Notification> notifications = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private DailyReport report() {
        List<Alert> none = List.of();
        return new DailyReport(
                LocalTime.of(8, 0), folder.resolve("daily"), BERLIN, () -> none, notifications::add, warnings::add);
    }

    private static void collect(DailyReport report, String from, Duration length) throws IOException {
        Instant start = Instant.parse(from);
        for (Instant at = start; at.isBefore(start.plus(length)); at = at.plusSeconds(60)) {
            report.accept(new Batch(at, List.of()));
        }
    }

    @Test
    void theReportIsSentOnceADayAtItsLocalTime() throws IOException {
        collect(report(), "2026-11-24T10:00:00Z", Duration.ofDays(3));
        assertThat(notifications)
                .extracting(Notification::at)
                .containsExactly(
                        Instant.parse("2026-11-25T07:00:00Z"),
                        Instant.parse("2026-11-26T07:00:00Z"),
                        Instant.parse("2026-11-27T07:00:00Z"));
        assertThat(notifications).extracting(Notification::kind).containsOnly(Notification.Kind.DAILY);
    }

    @Test
    void aRestartNeitherRepeatsNorSkipsTheReport() throws IOException {
        collect(report(), "2026-11-24T10:00:00Z", Duration.ofHours(1));
        collect(report(), "2026-11-25T06:59:00Z", Duration.ofMinutes(5));
        collect(report(), "2026-11-25T07:05:00Z", Duration.ofHours(1));
        assertThat(notifications).hasSize(1);
    }

    @Test
    void aDeviceThatWasOffAtThatTimeSendsTheReportWhenItIsBack() throws IOException {
        collect(report(), "2026-11-24T10:00:00Z", Duration.ofHours(1));
        collect(report(), "2026-11-25T12:30:00Z", Duration.ofMinutes(5));
        assertThat(notifications).extracting(Notification::at).containsExactly(Instant.parse("2026-11-25T12:30:00Z"));
    }

    @Test
    void theReportIsSentOnceOnDaylightSavingChanges() throws IOException {
        collect(report(), "2026-10-23T10:00:00Z", Duration.ofDays(3));
        collect(report(), "2027-03-27T00:00:00Z", Duration.ofDays(3));
        assertThat(notifications)
                .extracting(notification -> notification.at().atZone(BERLIN).toLocalTime())
                .containsOnly(LocalTime.of(8, 0))
                .hasSize(6);
    }

    @Test
    void afterADamagedFileTheReportIsSentRatherTwiceThanNever() throws IOException {
        Files.write(folder.resolve("daily"), new byte[] {(byte) 0xFF, (byte) 0xFE});
        collect(report(), "2026-11-24T07:00:00Z", Duration.ofHours(2));
        assertThat(notifications).hasSize(1);
        assertThat(warnings).singleElement().asString().contains("daily.corrupt-0");
    }

    @Test
    void noReportIsSentOnTheDayOfInstallation() throws IOException {
        collect(report(), "2026-11-24T06:00:00Z", Duration.ofHours(2));
        assertThat(notifications).isEmpty();
    }
}
