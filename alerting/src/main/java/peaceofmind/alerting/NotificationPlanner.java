// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.alerting.RuleEvaluator.Changes;

/**
 * Decides which notifications to send. Alerts that fire together share one notification; the notifications of an incident share a
 * thread; silenced alerts send none; alerts that keep firing are repeated rarely; a flapping alert sends one notification and then
 * none until it is stable. Whoever was notified of a firing alert is notified when it resolves.
 */
final class NotificationPlanner {

    private final Timing timing;
    private final FlapDetector flapDetector = new FlapDetector();
    private final Map<Alert.Key, NotificationState> states = new HashMap<>();

    /**
     * How often to notify.
     *
     * @param groupWait how long a new alert waits for others to join its notification
     * @param repeatInterval how often the notification of an alert that keeps firing is repeated
     * @param flapThreshold number of firings within an hour that makes an alert count as flapping
     * @param stableAfter time without a change after which it no longer counts as flapping
     */
    record Timing(Duration groupWait, Duration repeatInterval, int flapThreshold, Duration stableAfter) {}

    NotificationPlanner(Timing timing) {
        this.timing = timing;
    }

    List<NotificationState> states() {
        return List.copyOf(states.values());
    }

    FlapDetector flapDetector() {
        return flapDetector;
    }

    void restore(List<NotificationState> saved) {
        saved.forEach(state -> states.put(state.alert().key(), state));
    }

    /** Moves all times by a step of the wall clock. */
    void shift(Duration by) {
        states.replaceAll((_, state) -> state.shifted(by));
        flapDetector.shift(by);
    }

    List<Notification> plan(List<Alert> active, Changes changes, Silencer silencer, Instant at) {
        List<Notification> notifications = new ArrayList<>();
        List<Alert> firing = active.stream()
                .filter(Alert::isFiring)
                .sorted(Comparator.comparing((Alert alert) -> alert.rule().severity())
                        .reversed()
                        .thenComparing(Alert::since))
                .toList();
        recordChanges(changes, at);
        planFlapping(changes.fired(), silencer, at).ifPresent(notifications::add);
        planNew(firing, silencer, at).ifPresent(notifications::add);
        planRepeats(firing, silencer, at, notifications);
        planResolved(changes.resolved(), at, notifications);
        planStable(firing, at, notifications);
        return notifications;
    }

    private void recordChanges(Changes changes, Instant at) {
        changes.fired().forEach(alert -> flapDetector.recordFiring(alert.key(), at));
        changes.fired().forEach(alert -> states.computeIfPresent(alert.key(), (_, state) -> state.changed(alert, at)));
        changes.resolved()
                .forEach(alert -> states.computeIfPresent(alert.key(), (_, state) -> state.changed(alert, at)));
    }

    private Optional<Notification> planFlapping(List<Alert> fired, Silencer silencer, Instant at) {
        List<Alert> flapping = fired.stream()
                .filter(alert -> flapDetector.firingCount(alert.key(), at) >= timing.flapThreshold)
                .filter(alert ->
                        !isFlapping(alert) && silencer.silenceReason(alert, at).isEmpty())
                .toList();
        if (flapping.isEmpty()) {
            return Optional.empty();
        }
        String id = id(Notification.Kind.FLAPPING, at, flapping);
        flapping.forEach(alert -> states.put(alert.key(), new NotificationState(alert, id, at, true, at)));
        return Optional.of(new Notification(id, id, Notification.Kind.FLAPPING, at, flapping));
    }

    private boolean isFlapping(Alert alert) {
        NotificationState notified = states.get(alert.key());
        return notified != null && notified.flapping();
    }

    private Optional<Notification> planNew(List<Alert> firing, Silencer silencer, Instant at) {
        List<Alert> unnotified = firing.stream()
                .filter(alert -> !states.containsKey(alert.key())
                        && silencer.silenceReason(alert, at).isEmpty())
                .toList();
        boolean groupWaitElapsed = unnotified.stream()
                .flatMap(alert -> alert.firingSince().stream())
                .anyMatch(since -> !since.plus(timing.groupWait).isAfter(at));
        if (!groupWaitElapsed) {
            return Optional.empty();
        }
        String threadId =
                id(Notification.Kind.FIRING, unnotified.getFirst().firingSince().orElse(at), unnotified);
        unnotified.forEach(alert -> states.put(alert.key(), new NotificationState(alert, threadId, at, false, at)));
        return Optional.of(new Notification(threadId, threadId, Notification.Kind.FIRING, at, unnotified));
    }

    private void planRepeats(List<Alert> firing, Silencer silencer, Instant at, List<Notification> notifications) {
        Predicate<NotificationState> isDue =
                state -> !state.lastNotifiedAt().plus(timing.repeatInterval).isAfter(at)
                        && silencer.silenceReason(state.alert(), at).isEmpty();
        List<Alert> stillFiring = firing.stream()
                .filter(alert ->
                        states.containsKey(alert.key()) && !isFlapping(alert) && isDue.test(states.get(alert.key())))
                .toList();
        List<Alert> flapping = states.values().stream()
                .filter(state -> state.flapping() && isDue.test(state))
                .map(NotificationState::alert)
                .toList();
        addByThread(Notification.Kind.REPEAT, stillFiring, at, notifications);
        addByThread(Notification.Kind.FLAPPING, flapping, at, notifications);
        for (List<Alert> due : List.of(stillFiring, flapping)) {
            due.forEach(alert -> states.computeIfPresent(alert.key(), (_, state) -> state.notifiedAgain(at)));
        }
    }

    private void planResolved(List<Alert> resolved, Instant at, List<Notification> notifications) {
        List<Alert> notified = resolved.stream()
                .filter(alert -> states.containsKey(alert.key()) && !isFlapping(alert))
                .toList();
        addByThread(Notification.Kind.RESOLVED, notified, at, notifications);
        notified.forEach(alert -> states.remove(alert.key()));
    }

    /** Flapping alerts that have not changed for a while: each is either still firing or resolved. */
    private void planStable(List<Alert> firing, Instant at, List<Notification> notifications) {
        List<NotificationState> stable = states.values().stream()
                .filter(state -> state.flapping()
                        && !state.lastChangedAt().plus(timing.stableAfter).isAfter(at))
                .toList();
        List<Alert> resolved = new ArrayList<>();
        List<Alert> stillFiring = new ArrayList<>();
        for (NotificationState state : stable) {
            flapDetector.reset(state.alert().key());
            Optional<Alert> current = firing.stream()
                    .filter(alert -> alert.key().equals(state.alert().key()))
                    .findFirst();
            current.ifPresentOrElse(stillFiring::add, () -> resolved.add(state.alert()));
        }
        addByThread(Notification.Kind.REPEAT, stillFiring, at, notifications);
        addByThread(Notification.Kind.RESOLVED, resolved, at, notifications);
        stillFiring.forEach(alert -> states.computeIfPresent(
                alert.key(), (_, state) -> new NotificationState(alert, state.threadId(), at, false, at)));
        resolved.forEach(alert -> states.remove(alert.key()));
    }

    /** Adds one notification for each thread that the alerts belong to. */
    private void addByThread(Notification.Kind kind, List<Alert> alerts, Instant at, List<Notification> notifications) {
        Map<String, List<Alert>> alertsByThread = new TreeMap<>();
        for (Alert alert : alerts) {
            NotificationState notified = states.get(alert.key());
            if (notified != null) {
                alertsByThread
                        .computeIfAbsent(notified.threadId(), _ -> new ArrayList<>())
                        .add(alert);
            }
        }
        alertsByThread.forEach((threadId, group) ->
                notifications.add(new Notification(id(kind, at, group), threadId, kind, at, group)));
    }

    private static String id(Notification.Kind kind, Instant at, List<Alert> alerts) {
        int keysHash = alerts.stream().map(Alert::key).toList().toString().hashCode();
        return "%013d-%s-%08x".formatted(at.toEpochMilli(), kind.name().toLowerCase(Locale.ROOT), keysHash);
    }
}
