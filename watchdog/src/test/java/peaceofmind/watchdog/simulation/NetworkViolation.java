// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

/** The ladder violated an invariant. */
final class NetworkViolation extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final NetworkInvariant invariant;

    NetworkViolation(NetworkInvariant invariant, String message) {
        super(invariant + ": " + message);
        this.invariant = invariant;
    }

    NetworkInvariant invariant() {
        return invariant;
    }
}
