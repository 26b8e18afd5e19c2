// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import peaceofmind.contract.network.NetworkRung;

/**
 * What is retained of network outages and repairs across restarts and boots; a part of {@link History}. Immutable.
 *
 * @param outage the one that has not ended
 * @param outageStarts of the last hour, for damping
 * @param rungs oldest first, of the last day
 * @param totals number of rungs since the installation, by {@code rung/result}
 */
public record NetworkHistory(
        Optional<Outage> outage, List<Duration> outageStarts, List<RungRecord> rungs, Map<String, Long> totals) {

    public static final NetworkHistory EMPTY = new NetworkHistory(Optional.empty(), List.of(), List.of(), Map.of());

    private static final Duration DAY = Duration.ofDays(1);
    private static final int MAX_RUNGS = 50;
    private static final int MAX_STARTS = 20;

    /**
     * An outage that has been recorded.
     *
     * @param lastGood when the network worked last, as far as it was observed; empty if the history that knew it was lost
     * @param openedAt when it was recorded
     * @param sentence that was recorded last
     * @param notes number of sentences that were recorded
     */
    public record Outage(Optional<Duration> lastGood, Duration openedAt, String sentence, int notes) {}

    /** What came of a rung. */
    public enum RungResult {
        /** It was ordered, and what came of it is not known yet. */
        RUNNING,
        HELPED,
        NO_EFFECT,
        FAILED,
        /** Nothing on this device can do it for this interface. */
        IMPOSSIBLE,
        /** The watchdog ended before the result was known. */
        INTERRUPTED,
        /** The history was lost: stands for the whole budget of a day. */
        ASSUMED;

        /** As in the history, and as a label. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<RungResult> parse(String word) {
            return Stream.of(values())
                    .filter(result -> result.word().equals(word))
                    .findFirst();
        }
    }

    /** A rung that was ordered. */
    public record RungRecord(Duration at, NetworkRung rung, String link, RungResult result) {}

    public NetworkHistory {
        outageStarts = List.copyOf(outageStarts);
        rungs = List.copyOf(rungs);
        totals = Collections.unmodifiableMap(new TreeMap<>(totals));
    }

    /** In place of one that was lost: no rung for a day. */
    static NetworkHistory lost(Duration poweredOn) {
        return new NetworkHistory(
                Optional.empty(),
                List.of(),
                List.of(new RungRecord(poweredOn, NetworkRung.RENEW, "", RungResult.ASSUMED)),
                Map.of());
    }

    /** With an outage that the journal shows and this history does not know: it must end like any other. */
    NetworkHistory withUnknownOutage(Duration now) {
        return outage.isPresent()
                ? this
                : withOutage(Optional.of(new Outage(Optional.empty(), now, "", NetworkEvaluation.MAX_NOTES)));
    }

    NetworkHistory withOutage(Optional<Outage> changed) {
        return new NetworkHistory(changed, outageStarts, rungs, totals);
    }

    NetworkHistory withOutageStart(Duration now) {
        List<Duration> starts = new ArrayList<>(outageStarts);
        starts.removeIf(at -> at.compareTo(now.minus(Duration.ofHours(1))) <= 0);
        starts.add(now);
        return new NetworkHistory(
                outage, starts.subList(Math.max(0, starts.size() - MAX_STARTS), starts.size()), rungs, totals);
    }

    NetworkHistory withRung(RungRecord rung) {
        List<RungRecord> all = new ArrayList<>(rungs);
        all.removeIf(old -> old.at().compareTo(rung.at().minus(DAY)) <= 0);
        all.add(rung);
        return new NetworkHistory(
                outage, outageStarts, all.subList(Math.max(0, all.size() - MAX_RUNGS), all.size()), totals);
    }

    /** Every rung that is running gets that result, and is counted; there is one at most. */
    NetworkHistory withResult(RungResult result) {
        Map<String, Long> counted = new TreeMap<>(totals);
        List<RungRecord> all = new ArrayList<>();
        for (RungRecord rung : rungs) {
            if (rung.result() == RungResult.RUNNING) {
                all.add(new RungRecord(rung.at(), rung.rung(), rung.link(), result));
                counted.merge(rung.rung().word() + "/" + result.word(), 1L, Long::sum);
            } else {
                all.add(rung);
            }
        }
        return new NetworkHistory(outage, outageStarts, all, counted);
    }

    /** The rung whose result is not known yet. */
    Optional<RungRecord> running() {
        for (RungRecord rung : rungs) {
            if (rung.result() == RungResult.RUNNING) {
                return Optional.of(rung);
            }
        }
        return Optional.empty();
    }

    Optional<RungRecord> lastRung() {
        return rungs.isEmpty() ? Optional.empty() : Optional.of(rungs.getLast());
    }

    /** Rungs ordered since that time. */
    List<RungRecord> since(Duration time) {
        return rungs.stream().filter(rung -> rung.at().compareTo(time) > 0).toList();
    }

    int startsSince(Duration time) {
        return (int) outageStarts.stream().filter(at -> at.compareTo(time) > 0).count();
    }

    /** Why the budget allows no rung now; empty if it does. */
    Optional<String> refusal(NetworkPolicy policy, Duration now) {
        List<RungRecord> lastDay = since(now.minus(DAY));
        if (lastDay.stream().anyMatch(rung -> rung.result() == RungResult.ASSUMED)) {
            return Optional.of("the history was lost in the last 24 hours, and with it the count of repairs");
        }
        int lastHour = since(now.minus(Duration.ofHours(1))).size();
        if (lastHour >= policy.rungsPerHour()) {
            return Optional.of(lastHour + " repairs in the last hour (at most " + policy.rungsPerHour() + ")");
        } else if (lastDay.size() >= policy.rungsPerDay()) {
            return Optional.of(lastDay.size() + " repairs in the last 24 hours (at most " + policy.rungsPerDay() + ")");
        }
        return Optional.empty();
    }

    /** Repairs left in the last 24 hours' budget; never negative. */
    public int leftToday(NetworkPolicy policy, Duration now) {
        List<RungRecord> lastDay = since(now.minus(DAY));
        return lastDay.stream().anyMatch(rung -> rung.result() == RungResult.ASSUMED)
                ? 0
                : Math.max(0, policy.rungsPerDay() - lastDay.size());
    }
}
