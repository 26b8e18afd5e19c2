// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.events;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.testkit.FakeClock;

class EventJournalTest {

    private static final Duration TIMEOUT = STATE_TIMEOUT;
    private static final long MAX_BYTES = 100_000;

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();

    @Test
    void eventsAreSavedInOrderAndLoadedByTheNextProcess() throws Exception {
        try (EventJournal journal = open()) {
            journal.record(EventKind.STALE, Optional.of("recorder"), "no heartbeat for 30 s");
            journal.record(EventKind.REBOOT, Optional.empty(), "reboot");
            assertThat(journal.flush(TIMEOUT)).isTrue();
        }
        try (EventJournal next = open()) {
            assertThat(next.after(-1, 10)).extracting(Event::reason).containsExactly("no heartbeat for 30 s", "reboot");
            Event third = next.record(EventKind.BOOTED, Optional.empty(), "booted");
            assertThat(third.sequence()).as("numbering continues").isEqualTo(2);
        }
    }

    @Test
    void theNewestEventsAfterASequenceAreReturnedOldestFirst() throws Exception {
        try (EventJournal journal = open()) {
            for (int n = 0; n < 20; n++) {
                journal.record(EventKind.STALE, Optional.empty(), "event " + n);
            }
            assertThat(journal.after(5, 3))
                    .extracting(Event::reason)
                    .containsExactly("event 17", "event 18", "event 19");
            assertThat(journal.after(18, 3)).extracting(Event::reason).containsExactly("event 19");
            assertThat(journal.after(19, 3)).isEmpty();
        }
    }

    @Test
    void whileTheDiskFailsOnlyTheOldestOfMoreThanAThousandEventsAreDroppedAndCounted() throws Exception {
        Path noFolder = folder.resolve("missing/events.log");
        try (EventJournal journal = EventJournal.open(noFolder, MAX_BYTES, clock)) {
            for (int n = 0; n < EventJournal.MAX_PENDING_EVENTS + 5; n++) {
                journal.record(EventKind.STALE, Optional.empty(), "event " + n);
            }
            assertThat(journal.dropped()).isEqualTo(5);
            assertThat(journal.flush(Duration.ofMillis(200))).isFalse();
            assertThat(journal.lastError()).isPresent();
            assertThat(journal.after(-1, 2000)).hasSize(EventJournal.MAX_PENDING_EVENTS);
        }
    }

    @Test
    void aDamagedRecordIsSkippedAndReported() throws Exception {
        try (EventJournal journal = open()) {
            journal.record(EventKind.STALE, Optional.empty(), "whole");
            journal.flush(TIMEOUT);
        }
        Files.writeString(file(), "00000000 5 hello\n{half", StandardOpenOption.APPEND);
        try (EventJournal next = open()) {
            assertThat(next.lastError().orElse("")).contains("2 damaged record(s)");
            assertThat(next.after(-1, 10)).extracting(Event::reason).containsExactly("whole");
        }
    }

    @Test
    void aFileThatCannotBeReadIsMovedAside() throws Exception {
        Files.createDirectories(file());
        try (EventJournal journal = open()) {
            assertThat(journal.lastError().orElse("")).contains("moved to");
            journal.record(EventKind.STALE, Optional.empty(), "after it");
            assertThat(journal.flush(TIMEOUT)).isTrue();
        }
        assertThat(Files.isRegularFile(file())).isTrue();
    }

    @Test
    void theFilesStayWithinTheirSizeLimit() throws Exception {
        try (EventJournal journal = open()) {
            for (int n = 0; n < 900; n++) {
                journal.record(EventKind.STALE, Optional.of("recorder"), "x".repeat(200));
            }
            journal.flush(Duration.ofSeconds(20));
        }
        assertThat(sizeOf("events.log") + sizeOf("events.log.1")).isLessThanOrEqualTo(MAX_BYTES);
    }

    @Test
    void aReasonIsOnePlainLineOfBoundedLength() throws Exception {
        try (EventJournal journal = open()) {
            Event hostile = journal.record(EventKind.STALE, Optional.empty(), "\u001b]0;owned\u0007\nrestart: forged");
            assertThat(hostile.reason()).isEqualTo(" ]0;owned restart: forged");
            Event huge = journal.record(EventKind.STALE, Optional.empty(), "x".repeat(2_000_000));
            assertThat(huge.reason()).hasSizeLessThan(5000);
            assertThat(journal.flush(TIMEOUT)).isTrue();
        }
    }

    @Test
    void everyKindRoundTripsThroughTheFile() throws Exception {
        for (EventKind kind : EventKind.values()) {
            Event event = new Event(7, clock.now(), kind, Optional.of("recorder"), "why \"so\"\n");
            assertThat(Event.parse(event.toJson().toJson())).isEqualTo(event);
        }
    }

    @Test
    void aMalformedEventIsRejected() {
        for (String text :
                List.of("{}", "[]", "{\"sequence\":1,\"time\":\"never\",\"kind\":\"stale\"}", "{\"sequence\":1}")) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Event.parse(text)))
                    .as(text)
                    .isNotNull();
        }
    }

    private long sizeOf(String name) throws IOException {
        return Files.size(folder.resolve(name));
    }

    private Path file() {
        return folder.resolve("events.log");
    }

    private EventJournal open() {
        return EventJournal.open(file(), MAX_BYTES, clock);
    }
}
