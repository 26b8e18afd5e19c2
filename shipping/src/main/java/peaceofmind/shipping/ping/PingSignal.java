// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import java.util.Locale;

/** What a ping says. */
enum PingSignal {
    /** The agent has started: the service expects {@link #OK} within its grace time. */
    START,
    /** The device works, perhaps with something that needs attention. */
    OK,
    /** The device does not work, or nobody watches it. */
    FAIL;

    /** The value of the label {@code signal}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
