package peaceofmind.watchdog.policy;

import java.time.Duration;

/** A reboot that was ordered, counted before it was done. */
public record RebootRecord(Duration at, String reason) {

    private static final String ASSUMED = "assumed: the history was lost";

    /** Stands for as many as a day may hold. */
    static RebootRecord assumed(Duration at) {
        return new RebootRecord(at, ASSUMED);
    }

    boolean isAssumed() {
        return reason.equals(ASSUMED);
    }
}
