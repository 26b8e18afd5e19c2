// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

/** The policy violated an invariant. */
final class InvariantViolation extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Invariant invariant;
    private final String detail;

    InvariantViolation(Invariant invariant, String message) {
        super(invariant + ": " + message);
        this.invariant = invariant;
        this.detail = message;
    }

    /** The message without the invariant. */
    String detail() {
        return detail;
    }

    Invariant invariant() {
        return invariant;
    }
}
