// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/** Evidence of the machine, which is the same for all services: those that fall silent together share it. */
final class SharedEvidence implements EvidenceSource {

    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final EvidenceSource source;
    private final Clock clock;
    private Optional<Collected> last = Optional.empty();

    private record Collected(String text, long atNanos) {}

    SharedEvidence(EvidenceSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public String fileName() {
        return source.fileName();
    }

    @Override
    public synchronized String collect(IncidentContext incident) throws IOException, InterruptedException {
        long now = clock.nanoTime();
        if (last.isEmpty() || now - last.get().atNanos() > MAX_AGE.toNanos()) {
            last = Optional.of(new Collected(source.collect(incident), now));
        }
        return last.get().text();
    }
}
