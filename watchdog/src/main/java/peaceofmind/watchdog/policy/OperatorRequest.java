// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/** A request of an operator. The same evaluation replies to it. */
public sealed interface OperatorRequest {

    /** Identifies the request in its reply. */
    long id();

    /** The user who sent it. */
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
     * @param budgeted the requester may be a program that misbehaves: its reboots are limited
     */
    record RebootDevice(long id, String by, boolean budgeted) implements OperatorRequest {

        /** Without a limit. */
        public RebootDevice(long id, String by) {
            this(id, by, false);
        }
    }
}
