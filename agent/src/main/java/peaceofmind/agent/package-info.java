/** The agent's process: wires up its features, which do not depend on one another. Never acts on the device. */
@NullMarked
package peaceofmind.agent;

import org.jspecify.annotations.NullMarked;
