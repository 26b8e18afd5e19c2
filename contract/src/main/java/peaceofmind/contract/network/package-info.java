/** The layers of the network, what was seen of each, and where a fault is: one judgement for the agent, the watchdog and commands. Pure. */
@NullMarked
package peaceofmind.contract.network;

import org.jspecify.annotations.NullMarked;
