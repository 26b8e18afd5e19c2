// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.watchdog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.client.WatchdogClient.Journal;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.foundation.control.ControlException;

/**
 * Reads new events of the watchdog's journal. Each request includes the last known event: if its sequence now belongs to a different
 * event, or to none, the journal was lost and sequences have restarted, and it is read from the start.
 */
final class EventJournalReader {

    /** The watchdog's limit for one response. */
    private static final int MAX_EVENTS = WatchdogClient.MAX_EVENTS;

    private Optional<Event> lastEvent = Optional.empty();

    /**
     * The result of a request.
     *
     * @param newJournal whether the journal is read for the first time or was replaced: {@code newEvents} is all of it
     * @param newEvents unread events, oldest first
     * @param status the watchdog's status; empty if the response does not include it
     */
    record ReadResult(boolean newJournal, List<Event> newEvents, Optional<WatchdogStatus> status) {}

    /**
     * Requests new events, and in the same request the status, to save a connection.
     *
     * @throws ControlException when the watchdog does not respond; the next call requests the same events again
     */
    ReadResult read(WatchdogClient watchdog) throws ControlException {
        Journal journal =
                watchdog.journal(lastEvent.map(event -> event.sequence() - 1).orElse(-1L), MAX_EVENTS);
        if (lastEvent.isPresent() && isAnotherJournal(journal.events(), lastEvent.get())) {
            journal = watchdog.journal(-1, MAX_EVENTS);
            lastEvent = Optional.empty();
        }
        List<Event> newEvents = new ArrayList<>(journal.events());
        lastEvent.ifPresent(lastKnown -> newEvents.removeIf(event -> event.sequence() <= lastKnown.sequence()));
        boolean newJournal = lastEvent.isEmpty();
        lastEvent = newEvents.isEmpty() ? lastEvent : Optional.of(newEvents.getLast());
        return new ReadResult(newJournal, newEvents, journal.status());
    }

    private static boolean isAnotherJournal(List<Event> events, Event lastKnown) {
        if (events.isEmpty()) {
            return true;
        }
        Event first = events.getFirst();
        // With more new events than fit into one response, the last known one is not among them.
        return first.sequence() == lastKnown.sequence() ? !first.equals(lastKnown) : events.size() < MAX_EVENTS;
    }
}
