package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What is wrong with a heartbeat that is there: its content can't be read, or the file is refused. Immutable.
 *
 * @param lasting observed time for which it has been so; zero while nothing is wrong
 * @param report what was recorded about it; until the next valid beat
 */
public record HeartbeatFault(Duration lasting, Optional<Report> report) {

    /**
     * @param refused the file is not accepted; otherwise the program lives and its heartbeat can't be read
     */
    public record Report(boolean refused, String reason) {}

    static final HeartbeatFault NONE = new HeartbeatFault(Duration.ZERO, Optional.empty());

    private static final Duration JUST_NOW = Duration.ofMillis(1);

    HeartbeatFault after(Duration step) {
        return new HeartbeatFault(lasting.isZero() ? JUST_NOW : lasting.plus(step), report);
    }

    /** A valid heartbeat is there again; whether the program writes it, the next beat will show. */
    HeartbeatFault readable() {
        return new HeartbeatFault(Duration.ZERO, report);
    }

    HeartbeatFault reported(boolean refused, String reason) {
        return new HeartbeatFault(lasting, Optional.of(new Report(refused, reason)));
    }

    /** Nothing is wrong, and nothing was since the last beat. */
    public boolean isNone() {
        return equals(NONE);
    }
}
