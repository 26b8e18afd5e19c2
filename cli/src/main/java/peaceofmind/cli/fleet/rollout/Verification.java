// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import peaceofmind.cli.fleet.rollout.FleetHealth.Condition;
import peaceofmind.cli.fleet.rollout.FleetHealth.Observation;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.time.Clock;

/**
 * Observes devices for a while after their command, by what they ship: each must have reported since, do its work at the end, and have no
 * finding that it did not have before. A program that restarts is down for a moment: before the end only what lasts counts.
 */
final class Verification {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(30);

    /** A restart, and the delay of shipping, are over by then. */
    private static final Duration TOLERATED = Duration.ofSeconds(90);

    private final FleetHealth health;
    private final Clock clock;
    private final Duration length;
    private final Map<String, Instant> changedAt;
    private final Map<String, Observation> before;
    private final Map<String, Long> badSinceNanos = new HashMap<>();

    /**
     * How it ended. A device that is neither well nor failed is undecided.
     *
     * @param failed reason by device
     * @param unknownReason why nothing is known of the undecided ones; empty when they were not waited for
     */
    record Result(Set<String> well, Map<String, String> failed, Optional<String> unknownReason) {}

    /**
     * @param changedAt when the command of each device ended
     * @param before what devices were like before
     */
    Verification(
            FleetHealth health,
            Clock clock,
            Duration length,
            Map<String, Instant> changedAt,
            Map<String, Observation> before) {
        this.health = health;
        this.clock = clock;
        this.length = length;
        this.changedAt = Map.copyOf(changedAt);
        this.before = Map.copyOf(before);
    }

    /** Waits for the whole length, or until a device has failed. */
    Result run() throws InterruptedException {
        long endNanos = clock.nanoTime() + length.toNanos();
        while (true) {
            boolean isLast = clock.nanoTime() - endNanos >= 0;
            try {
                Map<String, String> failed = check(health.read(), isLast);
                if (isLast || !failed.isEmpty()) {
                    Set<String> well = new HashSet<>(isLast ? changedAt.keySet() : Set.of());
                    well.removeAll(failed.keySet());
                    return new Result(well, failed, Optional.empty());
                }
            } catch (CommandFailedException unavailable) {
                if (isLast) {
                    return new Result(Set.of(), Map.of(), Optional.of(String.valueOf(unavailable.getMessage())));
                }
            }
            clock.sleep(Duration.ofNanos(Math.min(POLL_INTERVAL.toNanos(), Math.max(1, endNanos - clock.nanoTime()))));
        }
    }

    private Map<String, String> check(Map<String, Observation> observed, boolean isLast) {
        Map<String, String> failed = new HashMap<>();
        changedAt.forEach((device, since) -> {
            Observation now = observed.getOrDefault(device, Observation.NONE);
            boolean hasReported = now.condition() != Condition.AWAY
                    && now.lastSeen().filter(seen -> seen.isAfter(since)).isPresent();
            Optional<String> problem = hasReported
                    ? problem(now, before.getOrDefault(device, Observation.NONE))
                    : Optional.of("nothing has come from it since the command");
            if (problem.isEmpty()) {
                badSinceNanos.remove(device);
                return;
            }
            long badSince = badSinceNanos.computeIfAbsent(device, _ -> clock.nanoTime());
            boolean lasts = hasReported && clock.nanoTime() - badSince >= TOLERATED.toNanos();
            if (isLast || lasts) {
                failed.put(device, problem.get());
            }
        });
        return failed;
    }

    private static Optional<String> problem(Observation now, Observation before) {
        if (now.condition() == Condition.WELL) {
            return Optional.empty();
        }
        Set<String> known =
                before.findings().stream().map(Verification::withoutNumbers).collect(Collectors.toSet());
        String added = now.findings().stream()
                .filter(finding -> !known.contains(withoutNumbers(finding)))
                .collect(Collectors.joining(" "));
        if (!added.isEmpty()) {
            return Optional.of(added);
        }
        return now.condition() == Condition.DOWN
                ? Optional.of("It is down, as it was before: " + String.join(" ", now.findings()))
                : Optional.empty();
    }

    /** Such as how long something has lasted. */
    private static String withoutNumbers(String finding) {
        return finding.replaceAll("\\d+", "0");
    }
}
