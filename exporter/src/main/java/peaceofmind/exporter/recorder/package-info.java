/** Metrics of the recorder: heartbeat, database, disk. Read-only. */
@NullMarked
package peaceofmind.exporter.recorder;

import org.jspecify.annotations.NullMarked;
