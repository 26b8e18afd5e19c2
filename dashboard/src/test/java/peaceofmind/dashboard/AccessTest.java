// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import peaceofmind.testkit.FakeClock;

class AccessTest {

    private final FakeClock clock = new FakeClock();

    @Test
    void aSessionEndsAfterItsLength() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        String token = sessions.create().token();
        clock.advance(Duration.ofHours(11));
        assertThat(sessions.find(token)).isPresent();
        clock.advance(Duration.ofHours(2));
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void tokensAreLongAndDiffer() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        Sessions.Session one = sessions.create();
        Sessions.Session other = sessions.create();
        assertThat(one.token())
                .hasSizeGreaterThan(40)
                .isNotEqualTo(other.token())
                .isNotEqualTo(one.csrf());
    }

    @Test
    void theNumberOfSessionsIsBounded() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        String first = sessions.create().token();
        for (int i = 0; i < 32; i++) {
            sessions.create();
        }
        assertThat(sessions.find(first)).isEmpty();
    }

    @Test
    void loggingOutEndsTheSession() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        String token = sessions.create().token();
        sessions.remove(token);
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void afterFiveWrongPasswordsTheWaitGrowsUpToAQuarterOfAnHour() {
        LoginLimit limit = new LoginLimit(clock);
        for (int i = 0; i < LoginLimit.FREE_ATTEMPTS; i++) {
            assertThat(limit.remainingWait("10.0.0.5")).isZero();
            limit.recordFailure("10.0.0.5");
        }
        assertThat(limit.remainingWait("10.0.0.5")).isEqualTo(Duration.ofSeconds(30));
        assertThat(limit.remainingWait("10.0.0.6")).as("another address").isZero();
        clock.advance(Duration.ofSeconds(31));
        assertThat(limit.remainingWait("10.0.0.5")).isZero();
        limit.recordFailure("10.0.0.5");
        assertThat(limit.remainingWait("10.0.0.5")).isEqualTo(Duration.ofSeconds(60));
        for (int i = 0; i < 20; i++) {
            limit.recordFailure("10.0.0.5");
        }
        assertThat(limit.remainingWait("10.0.0.5")).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void theRightPasswordResetsTheFailures() {
        LoginLimit limit = new LoginLimit(clock);
        for (int i = 0; i < 9; i++) {
            limit.recordFailure("10.0.0.5");
        }
        limit.recordSuccess("10.0.0.5");
        assertThat(limit.remainingWait("10.0.0.5")).isZero();
    }
}
