// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.time.Duration;

/**
 * Controls a watched service. Every call returns within its timeout, or at most a minute later when the service manager hangs; failures
 * are results, not exceptions. One thread calls {@link #restart}, {@link #stop} and {@link #start}; another one may call
 * {@link #readStatus} meanwhile.
 */
public interface Actuator extends AutoCloseable {

    /** The current status; {@link peaceofmind.watchdog.policy.UnitState#UNKNOWN} with a reason if the manager does not respond. */
    ServiceStatus readStatus() throws InterruptedException;

    /** The same, or a status that was read at most half a second ago, where that is cheaper: for periodic polls. */
    default ServiceStatus readRecentStatus() throws InterruptedException {
        return readStatus();
    }

    /**
     * Stops the service, whatever its state, and starts it again. Resets the counts of failed starts first.
     *
     * @param timeout for the service, from when the manager has accepted the order
     * @return done when the manager definitely has a new process; whether that works is shown by its heartbeat
     */
    ActionResult restart(RestartMode mode, Duration timeout) throws InterruptedException;

    /** Stops the service as an operator does: only {@link #start} or a boot starts it again. */
    ActionResult stop(Duration timeout) throws InterruptedException;

    /** Starts the service; returns immediately if it is running. */
    ActionResult start(Duration timeout) throws InterruptedException;

    /**
     * Whether a process belongs to the service, by what its manager puts it into; true where that cannot be known.
     *
     * @param mainPid the service's main process
     */
    default boolean owns(long pid, long mainPid) {
        return true;
    }

    /** Releases the service: a unit keeps running; a supervised process is stopped, if so configured. */
    @Override
    void close();
}
