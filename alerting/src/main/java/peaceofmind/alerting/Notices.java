package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import peaceofmind.alerting.Evaluation.Changes;

/**
 * Decides who is told what: news that come together are one notice, an incident is one thread, what was silenced is not told, what goes
 * on is repeated rarely, and what comes and goes is told once until it is calm. Whoever was told of a beginning is told of its end.
 */
final class Notices {

    private final Rhythm rhythm;
    private final Firings firings = new Firings();
    private final Map<Alert.Key, Told> told = new HashMap<>();

    /**
     * How often people are told.
     *
     * @param groupWait how long the first news of a group waits for others
     * @param repeat time after which an alert that still fires is told again
     * @param flapsAfter firings within an hour with which an alert counts as one that comes and goes
     * @param calmAfter time without a change after which it does so no more
     */
    record Rhythm(Duration groupWait, Duration repeat, int flapsAfter, Duration calmAfter) {}

    Notices(Rhythm rhythm) {
        this.rhythm = rhythm;
    }

    List<Told> told() {
        return List.copyOf(told.values());
    }

    Firings firings() {
        return firings;
    }

    void resume(List<Told> kept) {
        kept.forEach(one -> told.put(one.alert().key(), one));
    }

    /** The wall clock was set. */
    void shift(Duration by) {
        told.replaceAll((_, one) -> one.shifted(by));
        firings.shift(by);
    }

    List<Notice> decide(List<Alert> active, Changes changes, Muting muting, Instant at) {
        List<Notice> notices = new ArrayList<>();
        List<Alert> firing = active.stream()
                .filter(Alert::isFiring)
                .sorted(Comparator.comparing((Alert alert) -> alert.rule().severity())
                        .reversed()
                        .thenComparing(Alert::since))
                .toList();
        note(changes, at);
        tellFlapping(changes.fired(), muting, at).ifPresent(notices::add);
        tellNew(firing, muting, at).ifPresent(notices::add);
        tellAgain(firing, muting, at, notices);
        tellEnds(changes.resolved(), at, notices);
        tellCalm(firing, at, notices);
        return notices;
    }

    private void note(Changes changes, Instant at) {
        changes.fired().forEach(alert -> firings.add(alert.key(), at));
        changes.fired().forEach(alert -> told.computeIfPresent(alert.key(), (_, one) -> one.changed(alert, at)));
        changes.resolved().forEach(alert -> told.computeIfPresent(alert.key(), (_, one) -> one.changed(alert, at)));
    }

    private Optional<Notice> tellFlapping(List<Alert> fired, Muting muting, Instant at) {
        List<Alert> flapping = fired.stream()
                .filter(alert -> firings.count(alert.key(), at) >= rhythm.flapsAfter)
                .filter(alert -> !flaps(alert) && muting.reason(alert, at).isEmpty())
                .toList();
        if (flapping.isEmpty()) {
            return Optional.empty();
        }
        String id = id(Notice.Kind.FLAPPING, at, flapping);
        flapping.forEach(alert -> told.put(alert.key(), new Told(alert, id, at, true, at)));
        return Optional.of(new Notice(id, id, Notice.Kind.FLAPPING, at, flapping));
    }

    private boolean flaps(Alert alert) {
        Told known = told.get(alert.key());
        return known != null && known.flapping();
    }

    private Optional<Notice> tellNew(List<Alert> firing, Muting muting, Instant at) {
        List<Alert> untold = firing.stream()
                .filter(alert -> !told.containsKey(alert.key())
                        && muting.reason(alert, at).isEmpty())
                .toList();
        boolean waitedEnough = untold.stream()
                .flatMap(alert -> alert.firingSince().stream())
                .anyMatch(since -> !since.plus(rhythm.groupWait).isAfter(at));
        if (!waitedEnough) {
            return Optional.empty();
        }
        String thread = id(Notice.Kind.FIRING, untold.getFirst().firingSince().orElse(at), untold);
        untold.forEach(alert -> told.put(alert.key(), new Told(alert, thread, at, false, at)));
        return Optional.of(new Notice(thread, thread, Notice.Kind.FIRING, at, untold));
    }

    private void tellAgain(List<Alert> firing, Muting muting, Instant at, List<Notice> notices) {
        Predicate<Told> isDue = one -> !one.last().plus(rhythm.repeat).isAfter(at)
                && muting.reason(one.alert(), at).isEmpty();
        List<Alert> lasting = firing.stream()
                .filter(alert -> told.containsKey(alert.key()) && !flaps(alert) && isDue.test(told.get(alert.key())))
                .toList();
        List<Alert> flapping = told.values().stream()
                .filter(one -> one.flapping() && isDue.test(one))
                .map(Told::alert)
                .toList();
        tell(Notice.Kind.REPEAT, lasting, at, notices);
        tell(Notice.Kind.FLAPPING, flapping, at, notices);
        for (List<Alert> due : List.of(lasting, flapping)) {
            due.forEach(alert -> told.computeIfPresent(alert.key(), (_, one) -> one.again(at)));
        }
    }

    private void tellEnds(List<Alert> resolved, Instant at, List<Notice> notices) {
        List<Alert> known = resolved.stream()
                .filter(alert -> told.containsKey(alert.key()) && !flaps(alert))
                .toList();
        tell(Notice.Kind.RESOLVED, known, at, notices);
        known.forEach(alert -> told.remove(alert.key()));
    }

    /** What came and went has stayed as it is for a while: either it lasts, or it is over. */
    private void tellCalm(List<Alert> firing, Instant at, List<Notice> notices) {
        List<Told> calm = told.values().stream()
                .filter(one ->
                        one.flapping() && !one.changed().plus(rhythm.calmAfter).isAfter(at))
                .toList();
        List<Alert> over = new ArrayList<>();
        List<Alert> lasting = new ArrayList<>();
        for (Told one : calm) {
            firings.forget(one.alert().key());
            Optional<Alert> now = firing.stream()
                    .filter(alert -> alert.key().equals(one.alert().key()))
                    .findFirst();
            now.ifPresentOrElse(lasting::add, () -> over.add(one.alert()));
        }
        tell(Notice.Kind.REPEAT, lasting, at, notices);
        tell(Notice.Kind.RESOLVED, over, at, notices);
        lasting.forEach(
                alert -> told.computeIfPresent(alert.key(), (_, one) -> new Told(alert, one.thread(), at, false, at)));
        over.forEach(alert -> told.remove(alert.key()));
    }

    /** A notice for each thread that the alerts belong to. */
    private void tell(Notice.Kind kind, List<Alert> alerts, Instant at, List<Notice> notices) {
        Map<String, List<Alert>> threads = new TreeMap<>();
        for (Alert alert : alerts) {
            Told known = told.get(alert.key());
            if (known != null) {
                threads.computeIfAbsent(known.thread(), _ -> new ArrayList<>()).add(alert);
            }
        }
        threads.forEach(
                (thread, together) -> notices.add(new Notice(id(kind, at, together), thread, kind, at, together)));
    }

    private static String id(Notice.Kind kind, Instant at, List<Alert> alerts) {
        int who = alerts.stream().map(Alert::key).toList().toString().hashCode();
        return "%013d-%s-%08x".formatted(at.toEpochMilli(), kind.name().toLowerCase(Locale.ROOT), who);
    }
}
