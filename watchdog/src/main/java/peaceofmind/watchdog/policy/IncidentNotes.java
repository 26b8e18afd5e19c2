package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.event.IncidentRole;

/** Notes events of one service; its incident opens and closes with what is noted, so that journal and history can't differ. */
final class IncidentNotes {

    private final PolicyEvaluation evaluation;
    private final String service;

    IncidentNotes(PolicyEvaluation evaluation, String service) {
        this.evaluation = evaluation;
        this.service = service;
    }

    /**
     * @param lastGoodBeat where an incident that opens now began
     */
    void note(EventKind kind, String reason, Duration lastGoodBeat) {
        IncidentRole role = kind.role();
        if (role == IncidentRole.OPENS && !isOpen()) {
            incidents(incidents().with(service, lastGoodBeat));
        }
        Optional<Duration> since = switch (role) {
            // Where the history was lost, what this process has observed is known.
            case OPENS -> sinceGoodBeat(lastGoodBeat).or(() -> Optional.of(evaluation.now().minus(lastGoodBeat)));
            case CLOSES -> sinceGoodBeat(lastGoodBeat);
            case CONTINUES, JOINS_OR_STANDS_ALONE, STANDS_ALONE, UNRELATED -> Optional.empty();
        };
        evaluation.note(new Note(kind, Optional.of(service), reason, since));
        if (role == IncidentRole.CLOSES && isOpen()) {
            incidents(incidents().without(service));
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
