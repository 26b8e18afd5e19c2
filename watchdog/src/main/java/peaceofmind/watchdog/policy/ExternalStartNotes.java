// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.function.BiConsumer;
import peaceofmind.contract.event.EventKind;

/** Notes the starts of one service that the watchdog did not cause: too many of them are noted once, until it is calm. */
final class ExternalStartNotes {

    private final PolicyEvaluation evaluation;
    private final ServicePolicy policy;
    private final BiConsumer<EventKind, String> note;
    private Repetition starts;

    ExternalStartNotes(
            PolicyEvaluation evaluation, ServicePolicy policy, Repetition starts, BiConsumer<EventKind, String> note) {
        this.evaluation = evaluation;
        this.policy = policy;
        this.starts = starts;
        this.note = note;
    }

    Repetition starts() {
        return starts;
    }

    /** Each start is noted, until there are too many: then that is noted, so that they do not push all else out of the journal. */
    void started() {
        starts = starts.with(evaluation.now());
        if (starts.damped()) {
            return;
        }
        if (countInWindow() < Repetition.LIMIT) {
            note.accept(EventKind.STARTED_BY_OTHERS, "it was started again, not by the watchdog");
            return;
        }
        starts = starts.withDamped(true);
        note.accept(
                EventKind.STARTED_BY_OTHERS,
                "starts again and again: " + countInWindow() + " times in " + Durations.format(policy.restartWindow())
                        + ", not by the watchdog; further starts are not recorded until it is calm");
    }

    void noteCalm() {
        if (starts.damped() && countInWindow() == 0) {
            starts = starts.withDamped(false);
            note.accept(
                    EventKind.SERVICE_STATE,
                    "stable again: no unexpected start for " + Durations.format(policy.restartWindow()));
        }
    }

    private int countInWindow() {
        return starts.countSince(evaluation.now().minus(policy.restartWindow()));
    }
}
