package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.ServiceState;

/**
 * Judges how long services are said to have been silent: at least as long as the device has had power since the last beat that a watchdog
 * could know of, by the watchdog's own count, and never longer than it was.
 */
final class CheckedSilence {

    private static final Duration SLACK = Duration.ofMillis(1500);

    /** Of one service; empty while nobody can know. */
    private static final class Book {
        private boolean firstLook = true;
        private Optional<Duration> lastBeat = Optional.empty();
        private Optional<Long> lastBeatSecond = Optional.empty();
    }

    private final Map<String, Book> books = new HashMap<>();

    void watchdogStarted() {
        books.values().forEach(book -> book.firstLook = true);
    }

    /** When it beat last, only the file still tells. */
    void historyLost() {
        books.clear();
    }

    void see(long now, Duration poweredOn, ServiceObservation sight) {
        Book book = books.computeIfAbsent(sight.service(), _ -> new Book());
        if (book.lastBeat.filter(at -> at.compareTo(poweredOn) > 0).isPresent()) {
            // A power cut has cost the watchdog's count some minutes.
            book.lastBeat = Optional.empty();
            book.lastBeatSecond = Optional.empty();
        }
        boolean alive = switch (sight.heartbeat()) {
            case HeartbeatObservation.Beat _ -> true;
            case HeartbeatObservation.Unreadable unreadable -> unreadable.changed();
            case HeartbeatObservation.Unchanged _, HeartbeatObservation.Missing _, HeartbeatObservation.Refused _ -> false;
        };
        if (alive && !book.firstLook) {
            beat(book, now, poweredOn);
        } else if (book.firstLook && sight.heartbeatAge().isPresent()) {
            Duration age = sight.heartbeatAge().get();
            long second = now - age.toSeconds();
            if (book.lastBeatSecond.filter(known -> known >= second).isEmpty()) {
                beat(book, second, poweredOn.compareTo(age) > 0 ? poweredOn.minus(age) : Duration.ZERO);
            }
        }
        if (book.firstLook && sight.heartbeatAge().isEmpty()) {
            // Only a silence that had lasted for its limit was saved, and no file tells of a shorter one.
            book.lastBeat = Optional.empty();
            book.lastBeatSecond = Optional.empty();
        }
        book.firstLook = false;
    }

    private static void beat(Book book, long second, Duration poweredOn) {
        book.lastBeatSecond = Optional.of(second);
        book.lastBeat = Optional.of(poweredOn);
    }

    void check(long now, Duration poweredOn, String service, ServiceState state) {
        Book book = books.get(service);
        if (book == null || book.lastBeat.isEmpty()) {
            return;
        }
        Duration said = poweredOn.minus(state.lastBeat());
        Duration shortest = poweredOn.minus(book.lastBeat.get()).minus(SLACK);
        Duration longest = Duration.ofSeconds(now - book.lastBeatSecond.orElse(now)).plus(SLACK);
        if (said.compareTo(shortest) < 0 || said.compareTo(longest) > 0) {
            throw new InvariantViolation(
                    Invariant.SILENCE_IS_TRUE,
                    service + " is said to be silent for " + said + ", and is for " + shortest + " to " + longest);
        }
    }

    /** Every service has beaten in each second. */
    void skip(long seconds) {
        for (Book book : books.values()) {
            book.lastBeat = book.lastBeat.map(at -> at.plusSeconds(seconds));
            book.lastBeatSecond = book.lastBeatSecond.map(second -> second + seconds);
        }
    }
}
