package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether an automatic reboot is allowed now. */
public final class RebootBudget {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Whoever asks for more, and is not root, is a program gone wrong. */
    static final int ASKED_PER_DAY = 6;

    private RebootBudget() {}

    /** Why no automatic reboot is allowed now, in words; empty when one is. */
    public static Optional<String> refusal(DevicePolicy policy, History history, DeviceTime time) {
        if (time.uptime().compareTo(policy.quietAfterBoot()) < 0) {
            return Optional.of("the device booted " + Words.of(time.uptime())
                    + " ago, and is not rebooted in its first " + Words.of(policy.quietAfterBoot()));
        }
        if (assumed(history.reboots(), time)) {
            return Optional.of("the history was lost in the last 24 hours, and with it the count of reboots");
        }
        int lastHour = within(history.reboots(), time, HOUR);
        if (lastHour >= policy.rebootsPerHour()) {
            return Optional.of(lastHour + " reboot(s) in the last hour (at most " + policy.rebootsPerHour() + ")");
        }
        int lastDay = within(history.reboots(), time, DAY);
        if (lastDay >= policy.rebootsPerDay()) {
            return Optional.of(lastDay + " reboot(s) in the last 24 hours (at most " + policy.rebootsPerDay() + ")");
        }
        return Optional.empty();
    }

    /** Why a reboot that another user than root asks for is refused now, in words; empty when it is not. */
    static Optional<String> refusalOfAsked(History history, DeviceTime time) {
        int lastDay = within(history.reboots(), time, DAY);
        return lastDay < ASKED_PER_DAY
                ? Optional.empty()
                : Optional.of(
                        lastDay + " reboots in the last 24 hours: more are done for root only (sudo peace reboot)");
    }

    /** Reboots that the day's budget still holds; never negative. */
    public static int leftToday(DevicePolicy policy, History history, DeviceTime time) {
        return assumed(history.reboots(), time)
                ? 0
                : Math.max(0, policy.rebootsPerDay() - within(history.reboots(), time, DAY));
    }

    /** Whether the day's count was lost: nobody knows what it held. */
    private static boolean assumed(List<RebootRecord> reboots, DeviceTime time) {
        return within(reboots.stream().filter(RebootRecord::isAssumed).toList(), time, DAY) > 0;
    }

    private static int within(List<RebootRecord> reboots, DeviceTime time, Duration window) {
        Duration since = time.poweredOn().minus(window);
        return (int) reboots.stream()
                .filter(reboot -> reboot.at().compareTo(since) > 0)
                .count();
    }
}
