package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a service from look to look. Immutable.
 *
 * @param phase what goes on with it
 * @param silence observed time without a beat; gaps between looks, in which the watchdog itself did not run, do not count
 * @param beatenSinceStart whether this run has beaten; until then the start grace is its limit
 * @param healthy observed time of beating without a break
 * @param inError observed time in which its heartbeat said {@code error}
 * @param failed observed time in the states failed or start-limit hit
 * @param sinceTry observed time since the last automatic restart
 * @param fruitless restarts since the last beat
 * @param run of its main process at the last look
 * @param others its starts that the watchdog did not order
 */
public record ServiceState(
        Phase phase,
        Duration silence,
        boolean beatenSinceStart,
        Duration healthy,
        Duration inError,
        Duration failed,
        Duration sinceTry,
        int fruitless,
        Optional<String> run,
        boolean staleNoted,
        StartsByOthers others) {

    /** What goes on with a service. */
    public sealed interface Phase {}

    /** It is expected to beat. */
    public record Watched() implements Phase {}

    /** An order is being carried out. */
    public record Acting(Action action, Duration elapsed) implements Phase {}

    /** It was restarted, and its first beat is awaited. */
    public record Verifying(Duration elapsed) implements Phase {}

    /** An operator stopped it: it is left alone. */
    public record Stopped() implements Phase {}

    /** The kinds of orders to a service. */
    public enum Action {
        RESTART,
        STOP,
        START
    }

    static final ServiceState UNSEEN = new ServiceState(
            new Watched(),
            Duration.ZERO,
            false,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(1),
            0,
            Optional.empty(),
            false,
            StartsByOthers.NONE);

    /** Beating, as far as is known. */
    public boolean isBeating() {
        return beatenSinceStart && phase instanceof Watched && !staleNoted;
    }
}
