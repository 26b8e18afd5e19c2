/**
 * The policy in a world of faults: days of a device's life in milliseconds, from a seed, so that each can be lived again. The
 * world ({@link peaceofmind.watchdog.simulation.SimulatedDevice}) knows the truth; the checker judges the policy by that alone.
 */
@NullMarked
package peaceofmind.watchdog.simulation;

import org.jspecify.annotations.NullMarked;
