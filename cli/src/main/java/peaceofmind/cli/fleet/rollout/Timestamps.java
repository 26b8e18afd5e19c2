// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Times in a journal, which a person may have edited. */
final class Timestamps {

    private Timestamps() {}

    /** Empty when it is not RFC 3339 in UTC. */
    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
