/** Tests of what drills and updates leave. */
@NullMarked
package peaceofmind.agent.collect.watchdog;

import org.jspecify.annotations.NullMarked;
