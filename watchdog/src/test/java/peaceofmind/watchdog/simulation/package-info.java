/**
 * The policy in a world of faults: days of a device's life in milliseconds, from a seed, so that each can be lived again. The
 * world ({@link peaceofmind.watchdog.simulation.SimulatedDevice}) knows the truth; the checker judges the policy by what could be seen of it.
 *
 * <p>What is so and what is seen differ: a unit's state is up to 5 s old while its service beats, up to 7 s with a slow manager, unknown
 * with a silent one and right after the watchdog's start ({@link peaceofmind.watchdog.simulation.UnitSight}). An order can therefore be given
 * to a service that was stopped a moment ago; the runtime looks once more before it acts, and so does the world. Half of the services have
 * other limits than the usual ones, from 3 s on, and some are restarted for saying {@code error}. A promise in seconds counts from the look
 * that could see the fault; the wall clock is no part of this world.
 */
@NullMarked
package peaceofmind.watchdog.simulation;

import org.jspecify.annotations.NullMarked;
