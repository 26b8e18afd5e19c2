// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.util.Optional;
import java.util.function.Supplier;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.heartbeat.json.Json;

/**
 * Executes commands by asking the watchdog, over the socket that {@code peace restart} uses, as the operator that the agent's user is: the
 * watchdog decides, limits reboots, and records who asked.
 */
final class CommandExecutor {

    private static final String HOLD_LENGTH = "1h";

    private final WatchdogClient watchdog;
    private final Supplier<String> status;

    /** @param status how the device is, in a few lines */
    CommandExecutor(WatchdogClient watchdog, Supplier<String> status) {
        this.watchdog = watchdog;
        this.status = status;
    }

    /**
     * Executes a command.
     *
     * @param requestedBy for the journal
     * @return what was done, for the person who asked
     * @throws ControlException when the watchdog refuses, or does not respond
     */
    String execute(RemoteCommand command, Optional<String> service, String requestedBy) throws ControlException {
        Json.ObjectBuilder request = Json.object().put("for", requestedBy);
        return switch (command) {
            case STATUS -> {
                watchdog.request(request.put("command", "note").put("text", "the status was requested"));
                yield status.get();
            }
            case RESTART -> watchdog.request(request.put("command", "restart").put("service", serviceOrFirst(service)));
            case HOLD ->
                watchdog.request(request.put("command", "hold")
                        .put("length", HOLD_LENGTH)
                        .put("why", "by a button of a message"));
            case REBOOT -> watchdog.request(request.put("command", "reboot"));
        };
    }

    /** The service itself, or the first watched one. */
    String serviceOrFirst(Optional<String> service) throws ControlException {
        if (service.isPresent()) {
            return service.get();
        }
        return watchdog.status().services().stream()
                .map(ServiceReport::name)
                .findFirst()
                .orElseThrow(() -> new ControlException(Kind.REFUSED, "the watchdog watches no service"));
    }

    /** Number of the journal's newest event; 0 when there is none. */
    long lastEvent() throws ControlException {
        return watchdog.events(1).stream().mapToLong(Event::sequence).max().orElse(0);
    }
}
