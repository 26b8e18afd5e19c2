// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.Observation;

/** One evaluation of a simulated watchdog, recorded for the report of a failure. */
record SimulationStep(long second, Observation observation, Decision decision) {

    /** Whether there was any order, note or reply. */
    boolean hasOutput() {
        return !decision.orders().isEmpty()
                || !decision.notes().isEmpty()
                || !decision.replies().isEmpty();
    }

    /** The decision, without the observation. */
    String summary() {
        return second + ": " + decision.orders() + " " + decision.notes() + " " + decision.replies();
    }

    @Override
    public String toString() {
        return second + " (boot " + observation.bootId() + ", up "
                + observation.time().uptime().toSeconds() + " s): " + observation.services() + " "
                + observation.finishedOrders() + " " + observation.requests() + " -> " + decision.orders() + " "
                + decision.notes() + " " + decision.replies();
    }
}
