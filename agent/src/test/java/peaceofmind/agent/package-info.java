/** Tests of the agent. */
@NullMarked
package peaceofmind.agent;

import org.jspecify.annotations.NullMarked;
