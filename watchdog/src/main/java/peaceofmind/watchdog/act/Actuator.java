package peaceofmind.watchdog.act;

import java.time.Duration;

/**
 * The hand on one watched service. Every call ends within its limit, or at most a minute later when the service manager hangs; failures
 * are answers, not exceptions. One thread calls {@link #restart}, {@link #stop} and {@link #start}; {@link #readStatus} may be called from another
 * one meanwhile.
 */
public interface Actuator extends AutoCloseable {

    /** How the service is now; {@link peaceofmind.watchdog.policy.UnitState#UNKNOWN} with a reason when the manager is silent. */
    ServiceStatus readStatus() throws InterruptedException;

    /**
     * Ends the service, whatever state it is in, and starts it again. Counts of failed starts are reset first.
     *
     * @param timeout for the service, from when the manager has taken the order
     * @return done when the manager has a new process for certain (whether that works is for its heartbeat to say)
     */
    ActionResult restart(RestartMode mode, Duration timeout) throws InterruptedException;

    /** Stops the service so that nothing but {@link #start} or a boot starts it again: an operator's stop. */
    ActionResult stop(Duration timeout) throws InterruptedException;

    /** Starts the service; done at once when it runs already. */
    ActionResult start(Duration timeout) throws InterruptedException;

    /** Lets go of the service: a service manager's own goes on running, a supervised process is ended. */
    @Override
    void close();
}
