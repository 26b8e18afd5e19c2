// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.function.BiConsumer;
import peaceofmind.contract.event.EventKind;

/** Notes that a process which does not belong to the service writes its heartbeat: once, until none has done so for a while. */
final class SecondInstanceNotes {

    /** Fewer may be the last word of a process that has just been replaced. */
    private static final int MIN_BEATS = 3;

    private static final Duration BEATS_WITHIN = Duration.ofMinutes(1);

    private final PolicyEvaluation evaluation;
    private final ServicePolicy policy;
    private final BiConsumer<EventKind, String> note;
    private SecondInstance instance;

    SecondInstanceNotes(
            PolicyEvaluation evaluation,
            ServicePolicy policy,
            SecondInstance instance,
            BiConsumer<EventKind, String> note) {
        this.evaluation = evaluation;
        this.policy = policy;
        this.instance = instance;
        this.note = note;
    }

    SecondInstance instance() {
        return instance;
    }

    void observe(HeartbeatObservation heartbeat) {
        if (heartbeat instanceof HeartbeatObservation.Foreign foreign) {
            instance = new SecondInstance(instance.beats().with(evaluation.now()), foreign.writer());
        }
        Repetition beats = instance.beats();
        if (!beats.damped() && beats.countSince(evaluation.now().minus(BEATS_WITHIN)) >= MIN_BEATS) {
            instance = new SecondInstance(beats.withDamped(true), instance.writer());
            note.accept(
                    EventKind.SECOND_INSTANCE,
                    instance.writer() + " writes its heartbeat and does not belong to it: those beats do not count");
        } else if (beats.damped() && beats.countSince(evaluation.now().minus(policy.restartWindow())) == 0) {
            instance = SecondInstance.NONE;
            note.accept(
                    EventKind.SERVICE_STATE,
                    "no other process has written its heartbeat for " + Durations.format(policy.restartWindow()));
        }
    }
}
