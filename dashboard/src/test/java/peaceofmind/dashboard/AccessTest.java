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
        String token = sessions.create("hash").token();
        clock.advance(Duration.ofHours(11));
        assertThat(sessions.find(token, "hash")).isPresent();
        clock.advance(Duration.ofHours(2));
        assertThat(sessions.find(token, "hash")).isEmpty();
    }

    @Test
    void tokensAreLongAndDiffer() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        Sessions.Session one = sessions.create("hash");
        Sessions.Session other = sessions.create("hash");
        assertThat(one.token())
                .hasSizeGreaterThan(40)
                .isNotEqualTo(other.token())
                .isNotEqualTo(one.csrf());
    }

    @Test
    void theNumberOfSessionsIsBounded() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        String first = sessions.create("hash").token();
        for (int i = 0; i < 32; i++) {
            sessions.create("hash");
        }
        assertThat(sessions.find(first, "hash")).isEmpty();
    }

    @Test
    void loggingOutEndsTheSession() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        String token = sessions.create("hash").token();
        sessions.remove(token);
        assertThat(sessions.find(token, "hash")).isEmpty();
    }

    @Test
    void afterFiveWrongPasswordsTheWaitGrowsUpToAQuarterOfAnHour() {
        LoginLimit limit = new LoginLimit(clock);
        for (int i = 0; i < LoginLimit.FREE_ATTEMPTS; i++) {
            assertThat(limit.remainingWait("10.0.0.5", false)).isZero();
            limit.recordFailure("10.0.0.5", false);
        }
        assertThat(limit.remainingWait("10.0.0.5", false)).isEqualTo(Duration.ofSeconds(30));
        assertThat(limit.remainingWait("10.0.0.6", false)).as("another address").isZero();
        clock.advance(Duration.ofSeconds(31));
        assertThat(limit.remainingWait("10.0.0.5", false)).isZero();
        limit.recordFailure("10.0.0.5", false);
        assertThat(limit.remainingWait("10.0.0.5", false)).isEqualTo(Duration.ofSeconds(60));
        for (int i = 0; i < 20; i++) {
            limit.recordFailure("10.0.0.5", false);
        }
        assertThat(limit.remainingWait("10.0.0.5", false)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void theRightPasswordResetsTheFailures() {
        LoginLimit limit = new LoginLimit(clock);
        for (int i = 0; i < 9; i++) {
            limit.recordFailure("10.0.0.5", false);
        }
        limit.recordSuccess("10.0.0.5");
        assertThat(limit.remainingWait("10.0.0.5", false)).isZero();
    }

    @Test
    void aSessionThatWasStartedWithAnotherPasswordIsOver() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        String token = sessions.create("hash").token();
        assertThat(sessions.find(token, "other")).isEmpty();
        assertThat(sessions.find(token, "hash")).as("for good").isEmpty();
    }

    @Test
    void guessersWithManyAddressesShareTheAttemptsOfTheAccount() {
        LoginLimit limit = new LoginLimit(clock);
        int guesses = 0;
        for (int second = 0; second < 3600; second++) {
            String address = "10.0." + second / 250 + "." + second % 250;
            if (limit.remainingWait(address, false).isZero()) {
                limit.recordFailure(address, false);
                guesses++;
            }
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(guesses).as("guesses in an hour, each from a new address").isBetween(120, 141);
    }

    @Test
    void guessersDoNotShutTheOwnerOut() {
        LoginLimit limit = new LoginLimit(clock);
        limit.recordSuccess("192.0.2.7");
        for (int i = 0; i < 500; i++) {
            limit.recordFailure("10.0.0." + i, false);
        }
        assertThat(limit.remainingWait("192.0.2.8", false)).as("a stranger").isPositive();
        assertThat(limit.remainingWait("192.0.2.7", false))
                .as("an address with an earlier success")
                .isZero();
        assertThat(limit.remainingWait("token", true))
                .as("a browser with a session")
                .isZero();
        limit.reset();
        assertThat(limit.remainingWait("192.0.2.8", false))
                .as("after a new password")
                .isZero();
    }

    @Test
    void anAddressWithAnEarlierSuccessIsLimitedToo() {
        LoginLimit limit = new LoginLimit(clock);
        limit.recordSuccess("192.0.2.7");
        for (int i = 0; i < LoginLimit.FREE_ATTEMPTS; i++) {
            limit.recordFailure("192.0.2.7", false);
        }
        assertThat(limit.remainingWait("192.0.2.7", false)).isEqualTo(Duration.ofSeconds(30));
    }
}
