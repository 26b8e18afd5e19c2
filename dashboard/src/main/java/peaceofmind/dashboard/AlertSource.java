package peaceofmind.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;

/** Which alerts fire, and which did. */
public interface AlertSource {

    /**
     * One alert.
     *
     * @param until empty while it is firing
     * @param value what was measured, in words; may be empty
     */
    record AlertView(
            String name,
            Severity severity,
            String summary,
            String whatToDo,
            String value,
            Instant since,
            Optional<Instant> until) {}

    /** Those that are firing now, the worst first. */
    List<AlertView> firing();

    /** Those that were, newest first; a bounded number. */
    List<AlertView> past();
}
