/** Tests of what drills and updates leave. */
@NullMarked
package peaceofmind.agent.collect.drill;

import org.jspecify.annotations.NullMarked;
