// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;

/** Evidence of the machine, which is the same for all services: those that fall silent together share it. */
final class SharedEvidence implements EvidenceSource {

    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final EvidenceSource source;
    private final Clock clock;
    private Optional<Collected> last = Optional.empty();

    private record Collected(Optional<String> text, String failure, long atNanos) {}

    SharedEvidence(EvidenceSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public String fileName() {
        return source.fileName();
    }

    /** A failure is shared too: what is slow to fail once must not be slow for every service. */
    @Override
    public synchronized String collect(IncidentContext incident) throws IOException, InterruptedException {
        long now = clock.nanoTime();
        Collected collected =
                last.filter(found -> now - found.atNanos() <= MAX_AGE.toNanos()).orElse(null);
        if (collected == null) {
            collected = collectNow(incident);
            last = Optional.of(collected);
        }
        Optional<String> text = collected.text();
        if (text.isEmpty()) {
            throw new IOException(collected.failure());
        }
        return text.get();
    }

    private Collected collectNow(IncidentContext incident) throws InterruptedException {
        try {
            String text = source.collect(incident);
            return new Collected(Optional.of(text), "", clock.nanoTime());
        } catch (IOException failed) {
            return new Collected(Optional.empty(), ErrorText.of(failed), clock.nanoTime());
        }
    }
}
