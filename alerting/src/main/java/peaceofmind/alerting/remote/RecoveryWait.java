// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.health.ServiceCondition;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;

/** Waits until a service beats again after a command, by what the watchdog says. */
final class RecoveryWait {

    /** A restart that has not helped by then is a failed one for the watchdog as well. */
    static final Duration RESTART_TIMEOUT = Duration.ofMinutes(2);

    /** After the agent's start: the other programs start beside it. */
    static final Duration BOOT_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final int MAX_EVENTS = 100;

    private final WatchdogClient watchdog;
    private final Clock clock;

    RecoveryWait(WatchdogClient watchdog, Clock clock) {
        this.watchdog = watchdog;
        this.clock = clock;
    }

    /** @param isRecovered whether it beats */
    record Result(boolean isRecovered, String text) {}

    /** @param after number of the last event before the command */
    Result afterRestart(String service, long after) throws InterruptedException {
        return poll(
                RESTART_TIMEOUT,
                service + " does not beat " + RESTART_TIMEOUT.toMinutes() + " min after the restart",
                () -> resultOf(service, watchdog.journal(after, MAX_EVENTS).events()));
    }

    private static Optional<Result> resultOf(String service, List<Event> events) {
        return events.stream()
                .filter(event -> event.service().filter(service::equals).isPresent())
                .flatMap(event -> resultOf(event).stream())
                .findFirst();
    }

    private static Optional<Result> resultOf(Event event) {
        String text = event.service().orElse("") + " " + event.reason();
        if (event.kind() == EventKind.RESTART_VERIFIED || event.kind() == EventKind.RECOVERED) {
            return Optional.of(new Result(true, text));
        }
        return event.kind() == EventKind.RESTART_FAILED || event.kind() == EventKind.ERROR_STATE
                ? Optional.of(new Result(false, text))
                : Optional.empty();
    }

    /** Waits for all services that the watchdog watches. */
    Result afterBoot() throws InterruptedException {
        String late =
                "the device was rebooted; not every watched service beats " + BOOT_TIMEOUT.toMinutes() + " min later";
        return poll(BOOT_TIMEOUT, late, () -> resultOf(watchdog.status().services()));
    }

    private static Optional<Result> resultOf(List<ServiceReport> services) {
        if (services.isEmpty() || !services.stream().allMatch(RecoveryWait::isHealthy)) {
            return Optional.empty();
        }
        String names = services.stream().map(ServiceReport::name).collect(Collectors.joining(", "));
        return Optional.of(new Result(true, "the device was rebooted; " + names + " beats again"));
    }

    private static boolean isHealthy(ServiceReport service) {
        return service.condition().filter(ServiceCondition.HEALTHY::equals).isPresent();
    }

    /** A question to the watchdog. */
    private interface Query {
        Optional<Result> run() throws ControlException;
    }

    private Result poll(Duration timeout, String lateText, Query query) throws InterruptedException {
        long startNanos = clock.nanoTime();
        while (clock.nanoTime() - startNanos < timeout.toNanos()) {
            try {
                Optional<Result> result = query.run();
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (ControlException notNow) {
                // It restarts as well after a boot; the timeout limits that.
            }
            clock.sleep(POLL_INTERVAL);
        }
        return new Result(false, lateText);
    }
}
