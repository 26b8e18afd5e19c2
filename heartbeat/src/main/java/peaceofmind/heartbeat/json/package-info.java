/**
 * JSON (RFC 8259) for small documents: one sealed tree, one strict parser with limits, one writer. It lives here because the
 * heartbeat must be embeddable without any dependency, and a watchdog that reads a few hundred bytes a second need not
 * carry a library's classes. Nothing about heartbeats may live here.
 */
@NullMarked
package peaceofmind.heartbeat.json;

import org.jspecify.annotations.NullMarked;
