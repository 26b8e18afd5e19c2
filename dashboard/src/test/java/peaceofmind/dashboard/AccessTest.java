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
        String token = sessions.begin().token();
        clock.advance(Duration.ofHours(11));
        assertThat(sessions.find(token)).isPresent();
        clock.advance(Duration.ofHours(2));
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void tokensAreLongAndDiffer() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        Sessions.Session one = sessions.begin();
        Sessions.Session other = sessions.begin();
        assertThat(one.token())
                .hasSizeGreaterThan(40)
                .isNotEqualTo(other.token())
                .isNotEqualTo(one.csrf());
    }

    @Test
    void theNumberOfSessionsIsBounded() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        String first = sessions.begin().token();
        for (int i = 0; i < 32; i++) {
            sessions.begin();
        }
        assertThat(sessions.find(first)).isEmpty();
    }

    @Test
    void whoLogsOutIsForgotten() {
        Sessions sessions = new Sessions(clock, Duration.ofHours(12));
        String token = sessions.begin().token();
        sessions.end(token);
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void afterFiveWrongPasswordsTheWaitGrowsAndEndsAtAQuarterOfAnHour() {
        LoginLimit limit = new LoginLimit(clock);
        for (int i = 0; i < LoginLimit.FREE_TRIES; i++) {
            assertThat(limit.wait("10.0.0.5")).isZero();
            limit.failed("10.0.0.5");
        }
        assertThat(limit.wait("10.0.0.5")).isEqualTo(Duration.ofSeconds(30));
        assertThat(limit.wait("10.0.0.6")).as("another address").isZero();
        clock.advance(Duration.ofSeconds(31));
        assertThat(limit.wait("10.0.0.5")).isZero();
        limit.failed("10.0.0.5");
        assertThat(limit.wait("10.0.0.5")).isEqualTo(Duration.ofSeconds(60));
        for (int i = 0; i < 20; i++) {
            limit.failed("10.0.0.5");
        }
        assertThat(limit.wait("10.0.0.5")).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void theRightPasswordForgivesTheWrongOnes() {
        LoginLimit limit = new LoginLimit(clock);
        for (int i = 0; i < 9; i++) {
            limit.failed("10.0.0.5");
        }
        limit.succeeded("10.0.0.5");
        assertThat(limit.wait("10.0.0.5")).isZero();
    }
}
