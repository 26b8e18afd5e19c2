package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each alert began to fire within the last hour. */
final class Firings {

    static final Duration WINDOW = Duration.ofHours(1);

    /** Alerts that are counted at once, at most. */
    private static final int MAX_ALERTS = 500;

    private final Map<Alert.Key, List<Instant>> times = new HashMap<>();

    void add(Alert.Key key, Instant at) {
        forgetOld(at);
        if (times.size() < MAX_ALERTS || times.containsKey(key)) {
            times.computeIfAbsent(key, _ -> new ArrayList<>()).add(at);
        }
    }

    int count(Alert.Key key, Instant at) {
        forgetOld(at);
        return times.getOrDefault(key, List.of()).size();
    }

    void forget(Alert.Key key) {
        times.remove(key);
    }

    void shift(Duration by) {
        times.values().forEach(list -> list.replaceAll(at -> at.plus(by)));
    }

    /** All that count, for the disk. */
    Map<Alert.Key, List<Instant>> all() {
        return Map.copyOf(times);
    }

    void resume(Map<Alert.Key, List<Instant>> kept) {
        kept.forEach((key, list) -> times.put(key, new ArrayList<>(list)));
    }

    private void forgetOld(Instant at) {
        times.values().forEach(list -> list.removeIf(one -> !one.plus(WINDOW).isAfter(at)));
        times.values().removeIf(List::isEmpty);
    }
}
