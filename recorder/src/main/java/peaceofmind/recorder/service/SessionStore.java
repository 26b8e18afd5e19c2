// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Saves the requested session, so that it is continued after a crash or a reboot. */
public interface SessionStore {

    /**
     * A session that was interrupted.
     *
     * @param remaining never more than what was left when it was interrupted
     * @param length of the whole session
     * @param endsAt by the wall clock, when that has to be watched: after a reboot the clock can be set late, and shows only then that the
     *     session is over
     */
    record SavedSession(Duration remaining, Duration length, Optional<Instant> endsAt) {}

    /** Nothing is saved. */
    SessionStore NONE = new SessionStore() {
        @Override
        public Optional<SavedSession> load() {
            return Optional.empty();
        }

        @Override
        public void save(Duration remaining, Duration length) {}

        @Override
        public void clear() {}
    };

    /** The session that the previous run of the program did not finish. */
    Optional<SavedSession> load();

    /** A session has that much left. Called several times a second; returns at once. */
    void save(Duration remaining, Duration length);

    /** There is no session to continue. Returns at once, also when there is nothing to clear. */
    void clear();
}
