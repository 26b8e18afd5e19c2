package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/**
 * Something to write down: every decision, and every change that one depends on.
 *
 * @param sinceGoodBeat time since the service's last good beat; empty where that is not known, or of no concern
 */
public record Note(EventKind kind, Optional<String> service, String reason, Optional<Duration> sinceGoodBeat) {

    public Note(EventKind kind, Optional<String> service, String reason) {
        this(kind, service, reason, Optional.empty());
    }
}
