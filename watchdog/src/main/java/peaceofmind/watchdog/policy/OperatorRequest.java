package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/** What a person asks for. Each is answered in the same look. */
public sealed interface OperatorRequest {

    /** Ties the answer to the request. */
    long id();

    /** The user who asks. */
    String by();

    /** Leave a service, or all of them, alone for a while. */
    record PlaceHold(long id, String by, Optional<String> service, Duration duration, String reason)
            implements OperatorRequest {}

    /** End the holds on a service, or all of them. */
    record Release(long id, String by, Optional<String> service) implements OperatorRequest {}

    record RestartService(long id, String by, String service) implements OperatorRequest {}

    record StopService(long id, String by, String service) implements OperatorRequest {}

    record StartService(long id, String by, String service) implements OperatorRequest {}

    /**
     * Reboot the device.
     *
     * @param budgeted the asker may be a program gone wrong: it is not obeyed without end
     */
    record RebootDevice(long id, String by, boolean budgeted) implements OperatorRequest {

        /** Asked for by one who is always obeyed. */
        public RebootDevice(long id, String by) {
            this(id, by, false);
        }
    }
}
