/**
 * The heartbeat contract: what a watched program writes once a second, and how a reader interprets it. Any JVM program can embed this
 * package: it needs Java 17 and has no dependencies. Nothing here knows about restarts, metrics or the recorder.
 */
@NullMarked
package peaceofmind.heartbeat;

import org.jspecify.annotations.NullMarked;
