// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits for a state of something that runs in its own thread or process. A busy machine only makes such a wait longer: the limit
 * only ends a test that fails, and says nothing about how fast the product has to be.
 */
public final class Eventually {

    /** For any state that is sure to be reached; many times what a machine with eight busy programs beside the tests needs. */
    public static final Duration STATE_TIMEOUT = Duration.ofMinutes(2);

    private Eventually() {}

    /** Like {@link Awaitility#await()}, with {@link #STATE_TIMEOUT}. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(STATE_TIMEOUT);
    }
}
