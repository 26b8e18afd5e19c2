// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

/**
 * How the device's first service shows that it is alive: a key of the watchdog, which reads and checks it. What else expects a heartbeat file
 * follows it, unless it is configured otherwise.
 */
public final class LivenessKey {

    private LivenessKey() {}

    /** Whether probes watch the first service, which therefore has no heartbeat file. */
    public static boolean watchesFirstService(ConfigDocument document) {
        return document.firstItemHas("watchdog", "services", "liveness");
    }
}
