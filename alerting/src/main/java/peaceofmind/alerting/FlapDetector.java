// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts how often each alert started to fire within the last hour. */
final class FlapDetector {

    static final Duration WINDOW = Duration.ofHours(1);

    /** Limits the alerts that are tracked at once. */
    private static final int MAX_ALERTS = 500;

    private final Map<Alert.Key, List<Instant>> firingTimes = new HashMap<>();

    void recordFiring(Alert.Key key, Instant at) {
        evictOld(at);
        if (firingTimes.size() < MAX_ALERTS || firingTimes.containsKey(key)) {
            firingTimes.computeIfAbsent(key, _ -> new ArrayList<>()).add(at);
        }
    }

    int firingCount(Alert.Key key, Instant at) {
        evictOld(at);
        return firingTimes.getOrDefault(key, List.of()).size();
    }

    void reset(Alert.Key key) {
        firingTimes.remove(key);
    }

    void shift(Duration by) {
        firingTimes.values().forEach(list -> list.replaceAll(at -> at.plus(by)));
    }

    /** Everything that is tracked, to be persisted. */
    Map<Alert.Key, List<Instant>> firingTimes() {
        return Map.copyOf(firingTimes);
    }

    void restore(Map<Alert.Key, List<Instant>> saved) {
        saved.forEach((key, list) -> firingTimes.put(key, new ArrayList<>(list)));
    }

    private void evictOld(Instant at) {
        firingTimes
                .values()
                .forEach(list -> list.removeIf(one -> !one.plus(WINDOW).isAfter(at)));
        firingTimes.values().removeIf(List::isEmpty);
    }
}
