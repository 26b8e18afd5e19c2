// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;

/** Keeps the session in memory. */
final class FakeSessionStore implements SessionStore {

    Optional<SavedSession> saved = Optional.empty();

    @Override
    public Optional<SavedSession> load() {
        return saved;
    }

    @Override
    public void save(Duration remaining, Duration length) {
        saved = Optional.of(new SavedSession(remaining, length, Optional.empty()));
    }

    @Override
    public void clear() {
        saved = Optional.empty();
    }
}
