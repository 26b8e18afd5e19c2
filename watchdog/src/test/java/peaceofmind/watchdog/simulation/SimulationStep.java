package peaceofmind.watchdog.simulation;

import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.Observation;

/** One look of a simulated watchdog, kept for the report of a failure. */
record SimulationStep(long second, Observation observation, Decision decision) {

    /** Whether anything was done, written or answered. */
    boolean hasOutput() {
        return !decision.orders().isEmpty()
                || !decision.notes().isEmpty()
                || !decision.replies().isEmpty();
    }

    /** What it did, without what it saw. */
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
