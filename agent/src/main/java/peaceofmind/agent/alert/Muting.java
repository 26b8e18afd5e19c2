package peaceofmind.agent.alert;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why an alert that fires is not told.
 *
 * @param firing all that fire now
 * @param held whether somebody works at the device: the watchdog is held
 */
record Muting(List<Alert> firing, List<Silence> silences, boolean held) {

    Muting {
        firing = firing.stream().filter(Alert::isFiring).toList();
        silences = List.copyOf(silences);
    }

    /** In words; empty when nothing is in the way. */
    Optional<String> reason(Alert alert, Instant at) {
        String name = alert.rule().name();
        Optional<String> cause = firing.stream()
                .filter(other -> other.rule().inhibits().contains(name))
                .map(other -> "follows from " + other.rule().name())
                .findFirst();
        if (cause.isPresent()) {
            return cause;
        } else if (held && !alert.rule().toldDuringHold()) {
            return Optional.of("maintenance: the watchdog is held");
        }
        return silences.stream()
                .filter(silence -> silence.covers(name, at))
                .map(silence -> "silenced until " + silence.until() + " by " + silence.by())
                .findFirst();
    }
}
