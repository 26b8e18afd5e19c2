// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.control.ControlException;

/**
 * Renew: the watchdog renews the lease of a link that works, with the rights and by the unit that it has in an outage. Passed only when the
 * lease is a newer one, and the link still leads out: that a command was accepted proves nothing.
 */
final class RepairDrill {

    private static final Duration UNDO_DELAY = Duration.ofMinutes(4);
    private static final String EXECUTED = "executed";
    private static final String IMPOSSIBLE = "impossible";

    private final DeviceUnderTest device;
    private final Duration maxRecoveryTime;

    RepairDrill(DeviceUnderTest device, Duration maxRecoveryTime) {
        this.device = device;
        this.maxRecoveryTime = maxRecoveryTime;
    }

    DrillResult run(LinkUnderTest link) throws IOException, InterruptedException {
        Instant startedAt = device.clock().now();
        Optional<String> before = link.lease();
        if (before.isEmpty()) {
            return DrillResult.notApplicable(
                    DrillScenario.RENEW,
                    startedAt,
                    maxRecoveryTime,
                    link.name()
                            + " has no lease that is known here: its address is fixed, or its DHCP client is another one");
        } else if (!link.isRouted()) {
            return DrillResult.notTried(
                    DrillScenario.RENEW,
                    startedAt,
                    maxRecoveryTime,
                    "no default route over " + link.name() + " now: see peace network");
        }
        String reconnect = "systemctl start peace-network-reconnect@" + link.name() + ".service";
        device.scheduleUndo(UNDO_DELAY, "ip -4 route show default dev " + link.name() + " | grep -q . || " + reconnect);
        DrillResult result = renew(link, startedAt, before.get());
        if (!link.isRouted()) {
            device.run(List.of(reconnect.split(" ")));
            result = failed(startedAt, result.message() + "; the default route was lost, so it was connected again");
        }
        link.report("drill renew of " + link.name() + ": " + result.verdict().label() + ": " + result.message());
        return result;
    }

    private DrillResult renew(LinkUnderTest link, Instant startedAt, String before) throws InterruptedException {
        long startNanos = device.clock().nanoTime();
        LinkUnderTest.RungReply reply;
        try {
            reply = link.renew();
        } catch (ControlException refused) {
            return DrillResult.notTried(
                    DrillScenario.RENEW, startedAt, maxRecoveryTime, String.valueOf(refused.getMessage()));
        }
        if (reply.status().equals(IMPOSSIBLE)) {
            return DrillResult.notApplicable(DrillScenario.RENEW, startedAt, maxRecoveryTime, reply.detail());
        } else if (!reply.status().equals(EXECUTED)) {
            return failed(startedAt, reply.detail());
        }
        Duration elapsed = Duration.ZERO;
        while (elapsed.compareTo(maxRecoveryTime) <= 0) {
            boolean renewed = !link.lease().equals(Optional.of(before));
            elapsed = Duration.ofNanos(device.clock().nanoTime() - startNanos);
            if (renewed && link.isRouted() && elapsed.compareTo(maxRecoveryTime) <= 0) {
                return new DrillResult(
                        DrillScenario.RENEW,
                        startedAt,
                        DrillResult.DrillVerdict.PASSED,
                        Optional.of(elapsed),
                        maxRecoveryTime,
                        "the watchdog had the lease of " + link.name() + " renewed");
            }
            device.pause();
        }
        return failed(startedAt, "the lease of " + link.name() + " is still the same one");
    }

    private DrillResult failed(Instant startedAt, String message) {
        return new DrillResult(
                DrillScenario.RENEW,
                startedAt,
                DrillResult.DrillVerdict.FAILED,
                Optional.empty(),
                maxRecoveryTime,
                message);
    }
}
