// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether an automatic reboot is allowed now. */
public final class RebootBudget {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Anybody but root who requests more is a program that misbehaves. */
    static final int MAX_REQUESTED_PER_DAY = 6;

    private RebootBudget() {}

    /**
     * Why no automatic reboot is allowed now; empty if one is.
     *
     * @param saveError why the history can't be saved, and a reboot not be counted; empty if it can
     */
    public static Optional<String> refusal(
            DevicePolicy policy, History history, DeviceTime time, Optional<String> saveError) {
        return refusal(policy, history, time)
                .or(() -> saveError
                        .filter(_ -> !mayRebootUncounted(policy, time))
                        .map(error -> "its count cannot be saved, and uncounted ones could be a loop: " + error));
    }

    /** The time since boot limits them instead: it needs no disk. */
    private static boolean mayRebootUncounted(DevicePolicy policy, DeviceTime time) {
        return policy.rebootUncountedAfter()
                .filter(after -> time.uptime().compareTo(after) >= 0)
                .isPresent();
    }

    /** The same, when it can be counted. */
    public static Optional<String> refusal(DevicePolicy policy, History history, DeviceTime time) {
        if (time.uptime().compareTo(policy.quietAfterBoot()) < 0) {
            return Optional.of("the device booted " + Durations.format(time.uptime())
                    + " ago, and is not rebooted in its first " + Durations.format(policy.quietAfterBoot()));
        }
        if (isCountLost(history.reboots(), time)) {
            return Optional.of("the history was lost in the last 24 hours, and with it the count of reboots");
        }
        int inLastHour = countWithin(history.reboots(), time, HOUR);
        if (inLastHour >= policy.rebootsPerHour()) {
            return Optional.of(inLastHour + " reboot(s) in the last hour (at most " + policy.rebootsPerHour() + ")");
        }
        int inLastDay = countWithin(history.reboots(), time, DAY);
        if (inLastDay >= policy.rebootsPerDay()) {
            return Optional.of(inLastDay + " reboot(s) in the last 24 hours (at most " + policy.rebootsPerDay() + ")");
        }
        return Optional.empty();
    }

    /** Why a reboot requested by a user other than root is refused now; empty if it is not. */
    static Optional<String> refusalOfRequested(History history, DeviceTime time) {
        int inLastDay = countWithin(history.reboots(), time, DAY);
        return inLastDay < MAX_REQUESTED_PER_DAY
                ? Optional.empty()
                : Optional.of(inLastDay
                        + " reboots in the last 24 hours: further ones are for root only (sudo peace reboot)");
    }

    /** Remaining reboots in the budget of the last 24 hours; never negative. */
    public static int leftToday(DevicePolicy policy, History history, DeviceTime time) {
        return isCountLost(history.reboots(), time)
                ? 0
                : Math.max(0, policy.rebootsPerDay() - countWithin(history.reboots(), time, DAY));
    }

    /** Whether the history, and with it the count, was lost within the last 24 hours. */
    private static boolean isCountLost(List<RebootRecord> reboots, DeviceTime time) {
        Duration since = time.poweredOn().minus(DAY);
        for (RebootRecord reboot : reboots) {
            if (reboot.isAssumed() && reboot.at().compareTo(since) > 0) {
                return true;
            }
        }
        return false;
    }

    private static int countWithin(List<RebootRecord> reboots, DeviceTime time, Duration window) {
        Duration since = time.poweredOn().minus(window);
        int count = 0;
        for (RebootRecord reboot : reboots) {
            if (reboot.at().compareTo(since) > 0) {
                count++;
            }
        }
        return count;
    }
}
