/**
 * The heartbeat contract: what a watched program writes once a second, and how a reader judges it. Any JVM program from
 * Java 17 on can embed this package: it has no dependency. Nothing about restarts, metrics or the recorder may live here.
 */
@NullMarked
package peaceofmind.heartbeat;

import org.jspecify.annotations.NullMarked;
