/** Dispatches the commands of the agent's control socket. */
@NullMarked
package peaceofmind.agent.control;

import org.jspecify.annotations.NullMarked;
