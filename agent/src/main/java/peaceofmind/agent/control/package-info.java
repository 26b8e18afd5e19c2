/** The agent's control socket: which command goes to which feature. */
@NullMarked
package peaceofmind.agent.control;

import org.jspecify.annotations.NullMarked;
