/** Probes that find out whether a program without a heartbeat is alive. They only observe: what follows is for the policy. */
@NullMarked
package peaceofmind.watchdog.liveness;

import org.jspecify.annotations.NullMarked;
