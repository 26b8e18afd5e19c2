// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;

/** Sends the state of alerts once a day at a configured time, even when all is well, so that a missing report is a warning itself. */
public final class DailyReport implements BatchConsumer {

    private static final int MAX_BYTES = 100;

    /** Differs from every day: the next report is due. */
    private static final String UNKNOWN_DAY = "unknown";

    private final LocalTime time;
    private final Path file;
    private final ZoneId zone;
    private final Supplier<List<Alert>> firing;
    private final Consumer<Notification> notifier;
    private String lastDay;

    /**
     * @param file stores the day of the last report
     * @param warn receives why it cannot be read
     */
    public DailyReport(
            LocalTime time,
            Path file,
            ZoneId zone,
            Supplier<List<Alert>> firing,
            Consumer<Notification> notifier,
            Consumer<String> warn) {
        this.time = time;
        this.file = file;
        this.zone = zone;
        this.firing = firing;
        this.notifier = notifier;
        this.lastDay = load(file, warn);
    }

    private static String load(Path file, Consumer<String> warn) {
        try {
            Optional<String> day = StateFile.read(file, MAX_BYTES).map(String::strip);
            boolean valid = day.isEmpty() || day.get().matches("\\d{4}-\\d{2}-\\d{2}");
            return valid ? day.orElse("") : moveAside(file, "it contains no day", warn);
        } catch (IOException unreadable) {
            return moveAside(file, ErrorText.of(unreadable), warn);
        }
    }

    private static String moveAside(Path file, String reason, Consumer<String> warn) {
        warn.accept("cannot read when the last daily report was sent: " + reason
                + "; today's may be sent twice; the file was " + StateFile.moveAside(file));
        return UNKNOWN_DAY;
    }

    @Override
    public String name() {
        return "daily report";
    }

    @Override
    public void accept(Batch batch) throws IOException {
        ZonedDateTime now = batch.timestamp().atZone(zone);
        LocalDate day = now.toLocalDate();
        if (day.toString().equals(lastDay) || now.toLocalTime().isBefore(time)) {
            return;
        }
        boolean isFirstDay = lastDay.isEmpty();
        lastDay = day.toString();
        if (!isFirstDay) {
            String id = "%013d-daily".formatted(batch.timestamp().toEpochMilli());
            notifier.accept(new Notification(id, id, Notification.Kind.DAILY, batch.timestamp(), firing.get()));
        }
        DurableFile.replace(file, lastDay + "\n");
    }
}
