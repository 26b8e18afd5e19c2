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
import peaceofmind.alerting.Notice;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;

/** Once a day, at a time that was asked for: all is well, or what is not. Silence then means trouble. */
public final class DailyWord implements BatchConsumer {

    private final LocalTime time;
    private final Path file;
    private final ZoneId zone;
    private final Supplier<List<Alert>> firing;
    private final Consumer<Notice> notifier;
    private String lastDay;

    /** @param file remembers the day on which it was said last */
    public DailyWord(LocalTime time, Path file, ZoneId zone, Supplier<List<Alert>> firing, Consumer<Notice> notifier)
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
        return "daily word";
    }

    @Override
    public void accept(Batch batch) throws IOException {
        ZonedDateTime now = batch.timestamp().atZone(zone);
        LocalDate day = now.toLocalDate();
        if (day.toString().equals(lastDay) || now.toLocalTime().isBefore(time)) {
            return;
        }
        boolean begins = lastDay.isEmpty();
        lastDay = day.toString();
        DurableFile.replace(file, lastDay + "\n");
        if (!begins) {
            String id = "%013d-daily".formatted(batch.timestamp().toEpochMilli());
            notifier.accept(new Notice(id, id, Notice.Kind.DAILY, batch.timestamp(), firing.get()));
        }
    }
}
