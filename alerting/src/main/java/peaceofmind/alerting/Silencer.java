package peaceofmind.alerting;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Why an alert that fires is not told: somebody wished so. What follows from other alerts does not fire at all. */
record Silencer(List<Silence> silences) {

    Silencer {
        silences = List.copyOf(silences);
    }

    /** In words; empty when nothing is in the way. */
    Optional<String> silenceReason(Alert alert, Instant at) {
        return silences.stream()
                .filter(silence -> silence.matches(alert.rule().name(), at))
                .map(silence -> "silenced until " + silence.until() + " by " + silence.createdBy())
                .findFirst();
    }
}
