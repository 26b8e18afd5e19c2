// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.List;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Hold;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.RebootRecord;
import peaceofmind.watchdog.policy.ServiceHistory;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.ServiceState;

/**
 * When the passing of time alone may change what the policy decides: the next moment at which anything that it measures reaches any limit
 * that this is compared with. Some of them mean nothing in the state at hand; one too many only costs an evaluation.
 */
final class PolicyDeadlines {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MIN_FAILED_TIME = Duration.ofSeconds(5);
    private static final long NEVER = Long.MAX_VALUE;

    private final DeviceTime time;
    private long next = NEVER;

    private PolicyDeadlines(DeviceTime time) {
        this.time = time;
    }

    /** In milliseconds from the last evaluation; {@link Long#MAX_VALUE} if there is none. */
    static long next(SteadyState steady, Policy policy, DeviceTime time) {
        PolicyDeadlines deadlines = new PolicyDeadlines(time);
        History history = steady.after().history();
        deadlines.ofDevice(history, policy.device());
        for (ServicePolicy service : policy.services()) {
            ServiceState from = steady.before().services().get(service.name());
            ServiceState to = steady.after().services().get(service.name());
            if (from != null && to != null) {
                deadlines.of(from, to, service, policy.device());
            }
            ServiceHistory restarts = history.services().get(service.name());
            if (restarts != null) {
                deadlines.of(restarts, service);
            }
        }
        return deadlines.next;
    }

    private void ofDevice(History history, DevicePolicy policy) {
        reaches(time.uptime(), policy.quietAfterBoot());
        policy.rebootUncountedAfter().ifPresent(after -> reaches(time.uptime(), after));
        for (Hold hold : history.holds()) {
            reaches(time.poweredOn(), hold.until());
        }
        for (RebootRecord reboot : history.reboots()) {
            leaves(reboot.at(), HOUR);
            leaves(reboot.at(), DAY);
        }
    }

    private void of(ServiceState from, ServiceState to, ServicePolicy service, DevicePolicy device) {
        grows(from.silence(), to.silence(), service.staleAfter());
        grows(from.silence(), to.silence(), service.startGrace());
        grows(from.healthyFor(), to.healthyFor(), device.normalAfter());
        service.restartOnErrorAfter().ifPresent(after -> grows(from.inErrorFor(), to.inErrorFor(), after));
        grows(from.failedFor(), to.failedFor(), MIN_FAILED_TIME);
        grows(from.sinceLastRestart(), to.sinceLastRestart(), service.verifyWithin());
        grows(from.sinceLastRestart(), to.sinceLastRestart(), device.retryAfter());
        grows(from.heartbeatFault().lasting(), to.heartbeatFault().lasting(), service.staleAfter());
        leave(to.externalRestarts().times(), service.restartWindow());
        leave(to.reportedFaults().times(), service.restartWindow());
        leave(to.secondInstance().beats().times(), service.restartWindow());
        leave(to.secondInstance().beats().times(), MINUTE);
    }

    private void of(ServiceHistory history, ServicePolicy service) {
        leave(history.restarts(), service.restartWindow());
        leave(history.unansweredRestarts(), service.restartWindow());
        leave(history.helpfulRestarts(), HOUR);
    }

    private void leave(List<Duration> times, Duration window) {
        for (Duration at : times) {
            leaves(at, window);
        }
    }

    /** What was at this powered-on time is no longer within the window then. */
    private void leaves(Duration at, Duration window) {
        reaches(time.poweredOn(), at.plus(window));
    }

    private void grows(Duration from, Duration to, Duration limit) {
        if (!from.equals(to)) {
            reaches(to, limit);
        }
    }

    private void reaches(Duration measured, Duration limit) {
        long left = limit.toMillis() - measured.toMillis();
        if (left >= 0 && left < next) {
            next = left;
        }
    }
}
