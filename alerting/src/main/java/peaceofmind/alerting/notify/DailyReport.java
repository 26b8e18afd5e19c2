// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;

/** Sends the state of alerts once a day at a configured time, even when all is well, so that a missing report is a warning itself. */
public final class DailyReport implements BatchConsumer {

    private final LocalTime time;
    private final Path file;
    private final ZoneId zone;
    private final Supplier<List<Alert>> firing;
    private final Consumer<Notification> notifier;
    private String lastDay;

    /** @param file stores the day of the last report */
    public DailyReport(
            LocalTime time, Path file, ZoneId zone, Supplier<List<Alert>> firing, Consumer<Notification> notifier)
            throws IOException {
        this.time = time;
        this.file = file;
        this.zone = zone;
        this.firing = firing;
        this.notifier = notifier;
        this.lastDay = Files.exists(file) ? Files.readString(file).strip() : "";
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
        DurableFile.replace(file, lastDay + "\n");
        if (!isFirstDay) {
            String id = "%013d-daily".formatted(batch.timestamp().toEpochMilli());
            notifier.accept(new Notification(id, id, Notification.Kind.DAILY, batch.timestamp(), firing.get()));
        }
    }
}
