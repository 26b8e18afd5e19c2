package peaceofmind.agent.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides who is told what: news that come together are one notice, an incident is one thread, what follows from another alert or was
 * silenced is not told, and what goes on is repeated rarely. Whoever was told of a beginning is told of its end.
 */
final class Notices {

    private final Duration groupWait;
    private final Duration repeat;
    private final Map<Alert.Key, Told> told = new HashMap<>();

    /** When somebody was told of an alert last, and where it began. */
    record Told(String thread, Instant last) {}

    /**
     * @param groupWait how long the first news of a group waits for others
     * @param repeat time after which an alert that still fires is told again
     */
    Notices(Duration groupWait, Duration repeat) {
        this.groupWait = groupWait;
        this.repeat = repeat;
    }

    Map<Alert.Key, Told> told() {
        return Map.copyOf(told);
    }

    void resume(Map<Alert.Key, Told> kept) {
        told.putAll(kept);
    }

    List<Notice> decide(List<Alert> active, List<Alert> resolved, Muting muting, Instant at) {
        List<Notice> notices = new ArrayList<>();
        List<Alert> firing = active.stream()
                .filter(Alert::isFiring)
                .sorted(Comparator.comparing((Alert alert) -> alert.rule().severity())
                        .reversed()
                        .thenComparing(Alert::since))
                .toList();
        tellNew(firing, muting, at).ifPresent(notices::add);
        tellAgain(firing, muting, at, notices);
        tellEnds(resolved, at, notices);
        return notices;
    }

    private Optional<Notice> tellNew(List<Alert> firing, Muting muting, Instant at) {
        List<Alert> untold = firing.stream()
                .filter(alert -> !told.containsKey(alert.key())
                        && muting.reason(alert, at).isEmpty())
                .toList();
        boolean waitedEnough = untold.stream()
                .flatMap(alert -> alert.firingSince().stream())
                .anyMatch(since -> !since.plus(groupWait).isAfter(at));
        if (!waitedEnough) {
            return Optional.empty();
        }
        String thread = id(Notice.Kind.FIRING, untold.getFirst().firingSince().orElse(at), untold);
        untold.forEach(alert -> told.put(alert.key(), new Told(thread, at)));
        return Optional.of(new Notice(thread, thread, Notice.Kind.FIRING, at, untold));
    }

    private void tellAgain(List<Alert> firing, Muting muting, Instant at, List<Notice> notices) {
        List<Alert> due = firing.stream()
                .filter(alert -> muting.reason(alert, at).isEmpty())
                .filter(alert -> told.containsKey(alert.key())
                        && !told.get(alert.key()).last.plus(repeat).isAfter(at))
                .toList();
        byThread(due).forEach((thread, alerts) -> {
            notices.add(new Notice(id(Notice.Kind.REPEAT, at, alerts), thread, Notice.Kind.REPEAT, at, alerts));
            alerts.forEach(alert -> told.put(alert.key(), new Told(thread, at)));
        });
    }

    private void tellEnds(List<Alert> resolved, Instant at, List<Notice> notices) {
        List<Alert> known =
                resolved.stream().filter(alert -> told.containsKey(alert.key())).toList();
        byThread(known)
                .forEach((thread, alerts) -> notices.add(
                        new Notice(id(Notice.Kind.RESOLVED, at, alerts), thread, Notice.Kind.RESOLVED, at, alerts)));
        known.forEach(alert -> told.remove(alert.key()));
    }

    private Map<String, List<Alert>> byThread(List<Alert> alerts) {
        Map<String, List<Alert>> threads = new TreeMap<>();
        for (Alert alert : alerts) {
            Told known = told.get(alert.key());
            if (known != null) {
                threads.computeIfAbsent(known.thread, _ -> new ArrayList<>()).add(alert);
            }
        }
        return threads;
    }

    private static String id(Notice.Kind kind, Instant at, List<Alert> alerts) {
        int who = alerts.stream().map(Alert::key).toList().toString().hashCode();
        return "%013d-%s-%08x".formatted(at.toEpochMilli(), kind.name().toLowerCase(java.util.Locale.ROOT), who);
    }
}
