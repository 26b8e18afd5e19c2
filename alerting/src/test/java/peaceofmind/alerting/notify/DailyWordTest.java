package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import peaceofmind.alerting.Notice;
import peaceofmind.metrics.Batch;

class DailyWordTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    private Path folder;

    private final List<Notice> told = new ArrayList<>();

    private DailyWord word() throws IOException {
        List<Alert> none = List.of();
        return new DailyWord(LocalTime.of(8, 0), folder.resolve("daily"), BERLIN, () -> none, told::add);
    }

    private static void pass(DailyWord word, String from, Duration length) throws IOException {
        Instant start = Instant.parse(from);
        for (Instant at = start; at.isBefore(start.plus(length)); at = at.plusSeconds(60)) {
            word.accept(new Batch(at, List.of()));
        }
    }

    @Test
    void itIsSaidOnceADayAtItsTimeByTheDevicesOwnClock() throws IOException {
        pass(word(), "2026-11-24T10:00:00Z", Duration.ofDays(3));
        assertThat(told)
                .extracting(Notice::at)
                .containsExactly(
                        Instant.parse("2026-11-25T07:00:00Z"),
                        Instant.parse("2026-11-26T07:00:00Z"),
                        Instant.parse("2026-11-27T07:00:00Z"));
        assertThat(told).extracting(Notice::kind).containsOnly(Notice.Kind.DAILY);
    }

    @Test
    void aRestartSaysItNeitherTwiceNorSkipsIt() throws IOException {
        pass(word(), "2026-11-24T10:00:00Z", Duration.ofHours(1));
        pass(word(), "2026-11-25T06:59:00Z", Duration.ofMinutes(5));
        pass(word(), "2026-11-25T07:05:00Z", Duration.ofHours(1));
        assertThat(told).hasSize(1);
    }

    @Test
    void aDeviceThatWasOffAtThatTimeSaysItWhenItIsBack() throws IOException {
        pass(word(), "2026-11-24T10:00:00Z", Duration.ofHours(1));
        pass(word(), "2026-11-25T12:30:00Z", Duration.ofMinutes(5));
        assertThat(told).extracting(Notice::at).containsExactly(Instant.parse("2026-11-25T12:30:00Z"));
    }

    @Test
    void itIsSaidOnceOnTheDaysOnWhichTheClockChanges() throws IOException {
        pass(word(), "2026-10-23T10:00:00Z", Duration.ofDays(3));
        pass(word(), "2027-03-27T00:00:00Z", Duration.ofDays(3));
        assertThat(told)
                .extracting(notice -> notice.at().atZone(BERLIN).toLocalTime())
                .containsOnly(LocalTime.of(8, 0))
                .hasSize(6);
    }

    @Test
    void theDayOfTheInstallationIsSilent() throws IOException {
        pass(word(), "2026-11-24T06:00:00Z", Duration.ofHours(2));
        assertThat(told).isEmpty();
    }
}
