/**
 * Simulates the policy with random faults: days of a device's life in milliseconds, reproducible from a seed. The simulated world
 * ({@link peaceofmind.watchdog.simulation.SimulatedDevice}) knows the true state; the checker judges the policy by what it
 * could observe.
 *
 * <p>True and observed state differ: a unit's state is up to 5 s old while its service beats, up to 7 s with a slow manager,
 * and unknown with one that does not respond and right after the watchdog's start ({@link
 * peaceofmind.watchdog.simulation.SimulatedUnitObserver}). An order can therefore go to a service that was stopped a moment
 * ago; the runtime checks again before it acts, and so does the simulated manager. Half of the services have limits other than
 * the defaults, from 3 s up, and some are restarted for the state error. Limits in seconds count from the tick that could
 * observe the fault. The wall clock is not simulated.
 */
@NullMarked
package peaceofmind.watchdog.simulation;

import org.jspecify.annotations.NullMarked;
