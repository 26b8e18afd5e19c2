/**
 * JSON (RFC 8259) for small documents: a sealed type for values, a strict parser with limits, and a writer. It is part of this module
 * because the heartbeat must be embeddable without dependencies, and a watchdog that reads a few hundred bytes a second does not need
 * a library. Nothing here knows about heartbeats.
 */
@NullMarked
package peaceofmind.heartbeat.json;

import org.jspecify.annotations.NullMarked;
