/** The agent's process: brings the features together, which do not know one another; may do nothing to the device. */
@NullMarked
package peaceofmind.agent;

import org.jspecify.annotations.NullMarked;
