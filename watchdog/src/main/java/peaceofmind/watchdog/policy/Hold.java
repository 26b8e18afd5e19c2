// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * Maintenance: a service, or every service if empty, is left alone. It expires.
 *
 * @param until in powered-on time
 */
public record Hold(Optional<String> service, Duration until, String by, String reason) {

    boolean covers(String name) {
        return service.isEmpty() || service.get().equals(name);
    }
}
