package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;

/**
 * What somebody was told of an alert.
 *
 * @param alert as it was last
 * @param thread id of the notice with which it began
 * @param last when it was told last
 * @param flapping it comes and goes: told once, and again when it is calm
 * @param changed when it came or went last; counts while it flaps
 */
record Told(Alert alert, String thread, Instant last, boolean flapping, Instant changed) {

    Told again(Instant at) {
        return new Told(alert, thread, at, flapping, changed);
    }

    Told changed(Alert now, Instant at) {
        return new Told(now, thread, last, flapping, at);
    }

    Told shifted(Duration by) {
        return new Told(alert, thread, last.plus(by), flapping, changed.plus(by));
    }
}
