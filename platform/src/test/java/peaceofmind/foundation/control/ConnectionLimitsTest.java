// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

    private final ConnectionLimits limits = new ConnectionLimits(Set.of("root"));

    @Test
    void oneUserIsLimitedAndAnotherStillGetsItsOwnConnections() {
        assertThat(acquire("visitor", 20)).isEqualTo(ConnectionLimits.MAX_PER_USER);
        assertThat(limits.tryAcquire("recorder-agent")).isTrue();
    }

    @Test
    void allUsersTogetherLeaveConnectionsForRoot() {
        int acquired = 0;
        for (String user : new String[] {"a", "b", "c", "d"}) {
            acquired += acquire(user, 20);
        }
        assertThat(acquired).isEqualTo(ConnectionLimits.MAX_UNPRIVILEGED).isLessThan(ControlServer.MAX_CONNECTIONS);
        assertThat(acquire("root", 20)).isEqualTo(20);
    }

    @Test
    void aReleasedConnectionCanBeAcquiredAgain() {
        for (int round = 0; round < 100; round++) {
            assertThat(limits.tryAcquire("visitor")).isTrue();
            limits.release("visitor");
        }
        assertThat(acquire("visitor", 20)).isEqualTo(ConnectionLimits.MAX_PER_USER);
    }

    private int acquire(String user, int attempts) {
        int acquired = 0;
        for (int attempt = 0; attempt < attempts; attempt++) {
            acquired += limits.tryAcquire(user) ? 1 : 0;
        }
        return acquired;
    }
}
