/** What the recorder says about itself: its heartbeat, its database, its disk. Reads only. */
@NullMarked
package peaceofmind.agent.collect.recorder;

import org.jspecify.annotations.NullMarked;
