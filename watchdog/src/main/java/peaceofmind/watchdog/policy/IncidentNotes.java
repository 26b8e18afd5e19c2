// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.event.IncidentRole;

/** Notes events of one service; its incident opens and closes with what is noted, so that journal and history can't differ. */
final class IncidentNotes {

    static final String AGAIN_AND_AGAIN = "; again and again in ";

    private final PolicyEvaluation evaluation;
    private final String service;
    private final Duration window;
    private Repetition reportedFaults;

    IncidentNotes(PolicyEvaluation evaluation, ServicePolicy policy, Repetition reportedFaults) {
        this.evaluation = evaluation;
        this.service = policy.name();
        this.window = policy.restartWindow();
        this.reportedFaults = reportedFaults;
    }

    Repetition reportedFaults() {
        return reportedFaults;
    }

    /** Notes a fault that the heartbeat shows, of which there may be one at every other beat: too many of them are one incident. */
    void noteFault(EventKind kind, String reason, Duration lastGoodBeat) {
        Duration since = evaluation.now().minus(window);
        reportedFaults = reportedFaults.calmSince(since).with(evaluation.now());
        if (reportedFaults.damped() && isOpen()) {
            return;
        }
        boolean tooMany = reportedFaults.countSince(since) >= Repetition.LIMIT;
        reportedFaults = reportedFaults.withDamped(tooMany);
        String time = Durations.format(window);
        note(
                kind,
                tooMany
                        ? reason + AGAIN_AND_AGAIN + time + ": recorded as one incident until calm for as long"
                        : reason,
                lastGoodBeat);
    }

    /** Whether a good beat ends what the heartbeat showed: not while that comes again and again. */
    boolean endsWithGoodBeat() {
        reportedFaults = reportedFaults.calmSince(evaluation.now().minus(window));
        return !reportedFaults.damped() || !isOpen();
    }

    /**
     * @param lastGoodBeat the start of an incident that opens now
     */
    void note(EventKind kind, String reason, Duration lastGoodBeat) {
        IncidentRole role = kind.role();
        if (role == IncidentRole.OPENS && !isOpen()) {
            incidents(incidents().with(service, lastGoodBeat));
        }
        Optional<Duration> since = switch (role) {
            // If the history was lost, only the observations of this process are known.
            case OPENS ->
                sinceGoodBeat(lastGoodBeat)
                        .or(() -> Optional.of(evaluation.now().minus(lastGoodBeat)));
            case CLOSES -> sinceGoodBeat(lastGoodBeat);
            case CONTINUES, JOINS_OR_STANDS_ALONE, STANDS_ALONE, UNRELATED -> Optional.empty();
        };
        evaluation.note(new Note(kind, Optional.of(service), reason, since));
        if (role == IncidentRole.CLOSES && isOpen()) {
            incidents(incidents().without(service));
            // The next incident is damped only by a fault of its own.
            reportedFaults = reportedFaults.withDamped(false);
        }
    }

    boolean isOpen() {
        return incidents().isOpen(service);
    }

    /** Empty when the history that would say it was lost. */
    Optional<Duration> sinceGoodBeat(Duration lastGoodBeat) {
        Optional<Duration> since = isOpen() ? incidents().lastGoodBeat(service) : Optional.of(lastGoodBeat);
        return since.map(at -> evaluation.now().minus(at)).filter(time -> !time.isNegative());
    }

    private OpenIncidents incidents() {
        return evaluation.history().incidents();
    }

    private void incidents(OpenIncidents changed) {
        evaluation.history(evaluation.history().withIncidents(changed));
    }
}
