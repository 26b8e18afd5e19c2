// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.incident.IncidentTimeline;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.ServiceObservation;

/**
 * Judges the incidents that people are shown: those that the notes make when they are read from the journal. Each ends at the first
 * good beat that the watchdog could see while it left the service alone, and its length is from the last good beat before it to that
 * one, by a clock that runs on while the device is off. A beat that can't be read may count as a good one, or not: nobody knows.
 */
final class CheckedIncidents {

    /** A tick and a half: ticks are a second apart, and events have the time of their tick. */
    private static final Duration SLACK = Duration.ofMillis(1500);

    private static final long MAX_WINDOW_SECONDS = 1202;

    /** Of one service. */
    private static final class Books {
        private boolean firstObservation = true;
        private long observedAt;
        private boolean goodBeat;
        private boolean damped;
        private long lastFault;
        private boolean maybeGoodBeat;
        private long lastGood;
        private long lastGoodBeforeTick;
        private long lastMaybeGood;
        private long earliestStart;
        private long latestStart;
        private boolean startIsKnown = true;
        private int goodBeatsWhileOngoing;
    }

    private final IncidentTimeline timeline = new IncidentTimeline();
    private final List<Event> journal = new ArrayList<>();
    private final Map<String, Books> all = new HashMap<>();
    private long sequence;

    /** Everything that was noted: it is on a disk that loses nothing. */
    List<Event> journal() {
        return journal;
    }

    private Books books(String service) {
        return all.computeIfAbsent(service, _ -> new Books());
    }

    void watchdogStarted() {
        all.values().forEach(books -> books.firstObservation = true);
    }

    /** When an incident that is open now started, nobody can know any more. */
    void historyLost() {
        all.forEach((service, books) ->
                books.startIsKnown = timeline.ongoing(service).isEmpty());
    }

    /** What this tick shows of a service. */
    void observe(long now, ServiceObservation observation, Optional<OrderResult> result, boolean isLeftAlone) {
        Books books = books(observation.service());
        boolean compared = !books.firstObservation && result.isEmpty();
        books.goodBeat = compared && observation.heartbeat() instanceof HeartbeatObservation.Beat beat && !beat.error();
        books.maybeGoodBeat = books.goodBeat
                || (compared
                        && observation.heartbeat() instanceof HeartbeatObservation.Unreadable unreadable
                        && unreadable.changed());
        if (observation.heartbeat() instanceof HeartbeatObservation.Beat beat
                ? beat.error()
                : isFaulty(observation.heartbeat())) {
            books.lastFault = now;
        }
        boolean nothingMissed = books.firstObservation
                && timeline.ongoing(observation.service()).isEmpty();
        books.firstObservation = false;
        books.observedAt = now;
        books.lastGoodBeforeTick = books.lastGood;
        if (books.goodBeat || nothingMissed || isLeftAlone) {
            books.lastGood = now;
            books.lastMaybeGood = now;
        } else if (books.maybeGoodBeat) {
            books.lastMaybeGood = now;
        }
    }

    /** As if each second of this time had been like the last tick. */
    void skip(long seconds) {
        for (Books books : all.values()) {
            long last = books.observedAt;
            books.lastFault += books.lastFault == last ? seconds : 0;
            books.lastGood += books.lastGood == last ? seconds : 0;
            books.lastMaybeGood += books.lastMaybeGood == last ? seconds : 0;
            books.observedAt += seconds;
        }
    }

    private static boolean isFaulty(HeartbeatObservation heartbeat) {
        return heartbeat instanceof HeartbeatObservation.Unreadable || heartbeat.isInconclusive();
    }

    /** Reads what was noted at that tick, as those do who read the journal. */
    void read(long now, List<Note> notes) {
        for (Note note : notes) {
            Event event = new Event(
                    sequence++,
                    Instant.ofEpochSecond(now),
                    note.kind(),
                    note.service(),
                    note.reason(),
                    note.sinceGoodBeat());
            Optional<Incident> before = note.service().flatMap(timeline::ongoing);
            timeline.add(event);
            journal.add(event);
            if (note.service().isPresent()) {
                String service = note.service().get();
                boolean isOpen = timeline.ongoing(service).isPresent();
                books(service).damped =
                        isOpen && (books(service).damped || note.reason().contains("again and again"));
                if (before.isEmpty() && isOpen) {
                    opened(service);
                } else if (before.isPresent() && !isOpen) {
                    closed(service, event, now);
                }
            }
        }
    }

    private void opened(String service) {
        Books books = books(service);
        // A fault that is recorded at the tick of the good beat that ends it was before that beat.
        books.earliestStart = books.lastGoodBeforeTick;
        books.latestStart = books.lastMaybeGood;
        books.startIsKnown = true;
        books.goodBeatsWhileOngoing = 0;
    }

    private void closed(String service, Event event, long now) {
        Books books = books(service);
        boolean stopped = event.kind() == EventKind.OPERATOR_STOPPED;
        promise(stopped || books.maybeGoodBeat, "closed without a good beat: " + event);
        // What is stopped on purpose has no good beat to its end.
        if (books.startIsKnown && !stopped) {
            Duration upperBound = Duration.ofSeconds(now - books.earliestStart);
            Duration lowerBound = Duration.ofSeconds(now - books.latestStart);
            Duration length = lastOf(service).length().orElseThrow();
            promise(
                    length.compareTo(lowerBound.minus(SLACK)) >= 0 && length.compareTo(upperBound.plus(SLACK)) <= 0,
                    "lasted " + lowerBound + " to " + upperBound + " and is shown with " + length + ": " + event);
        }
        books.startIsKnown = true;
        books.goodBeatsWhileOngoing = 0;
    }

    private Incident lastOf(String service) {
        return timeline.incidents().stream()
                .filter(incident -> incident.isOver() && incident.service().equals(Optional.of(service)))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    /** After everything of the tick was taken in: what is well again is not shown as ongoing. */
    void check(long now, String service, boolean isActedUpon) {
        Books books = books(service);
        boolean well = books.goodBeat
                && !isWithinDamping(books, now)
                && !isActedUpon
                && timeline.ongoing(service).isPresent();
        books.goodBeatsWhileOngoing += well ? 1 : 0;
        promise(books.goodBeatsWhileOngoing < 2, service + " beats, and its incident is ongoing");
    }

    /** Many short faults are one incident, until it was calm for the upperBound window that is configured here. */
    private static boolean isWithinDamping(Books books, long now) {
        return books.damped && now - books.lastFault <= MAX_WINDOW_SECONDS;
    }

    private static void promise(boolean holds, String about) {
        if (!holds) {
            throw new InvariantViolation(Invariant.EVERY_INCIDENT_ENDS_AND_HAS_ITS_LENGTH, about);
        }
    }
}
