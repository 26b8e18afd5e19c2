// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.recorder.service.SessionStore.SavedSession;

class SessionTest {

    private static final SessionLengths LENGTHS =
            new SessionLengths(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(20));

    private final Session session = Session.requested(0, Duration.ofMinutes(10));

    @Test
    void warnsOnceEachAt120And60And30SecondsLeft() {
        List<Long> warnings = new ArrayList<>();
        for (long second = 0; second <= 600; second++) {
            session.dueWarning(Duration.ofSeconds(second).toNanos())
                    .ifPresent(remaining -> warnings.add(remaining.toSeconds()));
        }
        assertThat(warnings).containsExactly(120L, 60L, 30L);
    }

    @Test
    void warnsAgainAfterAnExtension() {
        session.dueWarning(Duration.ofSeconds(595).toNanos());
        session.extend(LENGTHS);
        assertThat(session.dueWarning(Duration.ofMinutes(10).toNanos())).isEmpty();
        assertThat(session.dueWarning(Duration.ofSeconds(790).toNanos())).contains(Duration.ofSeconds(120));
    }

    @Test
    void aShortSessionDoesNotWarnAtTimesBeforeItsStart() {
        Session shortSession = Session.requested(0, Duration.ofSeconds(45));
        assertThat(shortSession.dueWarning(Duration.ofSeconds(1).toNanos())).isEmpty();
        assertThat(shortSession.dueWarning(Duration.ofSeconds(16).toNanos())).contains(Duration.ofSeconds(30));
    }

    @Test
    void isExtendedBy5MinutesToAtMost20() {
        assertThat(session.extend(LENGTHS)).contains(Duration.ofMinutes(15));
        assertThat(session.extend(LENGTHS)).contains(Duration.ofMinutes(20));
        assertThat(session.extend(LENGTHS)).isEmpty();
        assertThat(session.length()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void theRemainingTimeIsNeverNegative() {
        assertThat(session.remaining(Duration.ofHours(3).toNanos())).isZero();
    }

    @Test
    void anInterruptedSessionKeepsItsTimeAndWarnsOnlyOfWhatIsLeft() {
        long now = Duration.ofDays(1).toNanos();
        Session resumed = Session.resumed(
                now, new SavedSession(Duration.ofSeconds(90), Duration.ofMinutes(10), Optional.empty()));
        assertThat(resumed.remaining(now)).isEqualTo(Duration.ofSeconds(90));
        assertThat(resumed.length()).isEqualTo(Duration.ofMinutes(10));
        assertThat(resumed.dueWarning(now)).isEmpty();
        assertThat(resumed.dueWarning(now + Duration.ofSeconds(31).toNanos())).contains(Duration.ofSeconds(60));
        assertThat(resumed.isRequested()).isTrue();
    }
}
