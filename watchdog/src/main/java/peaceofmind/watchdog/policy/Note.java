// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/**
 * An entry for the journal: a decision, or a change on which one depends.
 *
 * @param sinceGoodBeat time since the service's last good beat; empty if unknown or irrelevant
 */
public record Note(EventKind kind, Optional<String> service, String reason, Optional<Duration> sinceGoodBeat) {

    public Note(EventKind kind, Optional<String> service, String reason) {
        this(kind, service, reason, Optional.empty());
    }
}
