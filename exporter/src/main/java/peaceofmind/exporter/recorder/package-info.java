/** What the recorder says about itself: its heartbeat, its database, its disk. Reads only. */
@NullMarked
package peaceofmind.exporter.recorder;

import org.jspecify.annotations.NullMarked;
