// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;

/**
 * Evaluates the rules on each batch and hands the resulting notifications to a listener. The state survives a restart; it is
 * written to disk only when something changed, and on close.
 */
public final class AlertEngine implements BatchConsumer, AutoCloseable {

    private static final int MAX_PAST_ALERTS = 100;
    private static final int MAX_SILENCES = 100;
    private static final Duration BATCH_INTERVAL = Duration.ofSeconds(15);

    /** A longer gap between two batches of one process is a step of the wall clock, not elapsed time. */
    private static final Duration MAX_GAP = Duration.ofMinutes(10);

    /** After a longer outage, pending alerts start over, as in Prometheus ({@code rules.alert.for-outage-tolerance}). */
    private static final Duration OUTAGE_TOLERANCE = Duration.ofHours(1);

    private static final Duration PENDING_SAVE_INTERVAL = Duration.ofMinutes(15);

    private final RuleEvaluator evaluator;
    private final NotificationPlanner planner;
    private final RecentValues recentValues;
    private final Set<String> configuredRules;
    private final AlertStore store;
    private final Consumer<Notification> listener;
    private final List<Alert> past = new ArrayList<>();
    private final List<Silence> silences = new ArrayList<>();
    private Optional<Instant> lastBatchAt = Optional.empty();
    private Instant savedAt = Instant.EPOCH;
    private boolean unsaved;

    /** @param listener receives notifications, in the thread of {@link #accept} */
    AlertEngine(AlertsConfig config, AlertStore store, Consumer<Notification> listener) {
        this.evaluator = new RuleEvaluator(config.rules());
        this.planner = new NotificationPlanner(config.timing());
        this.recentValues = new RecentValues(config.rules());
        this.configuredRules = config.rules().stream().map(AlertRule::name).collect(Collectors.toUnmodifiableSet());
        this.store = store;
        this.listener = listener;
        Function<String, Optional<AlertRule>> rules = name ->
                config.rules().stream().filter(rule -> rule.name().equals(name)).findFirst();
        store.load(rules).ifPresent(this::restore);
    }

    /** Opens the engine whose state is stored in {@code folder}. */
    public static AlertEngine open(
            AlertsConfig config, Path folder, Consumer<Notification> listener, Consumer<String> warn) {
        StateFile.createFolder(folder, warn);
        return new AlertEngine(config, new AlertStore(folder.resolve("alerts.json"), warn), listener);
    }

    private void restore(AlertStore.SavedState state) {
        evaluator.restore(state.active(), state.inhibited());
        planner.restore(state.notificationStates());
        planner.flapDetector().restore(state.firingTimes());
        past.addAll(state.past());
        silences.addAll(state.silences());
        lastBatchAt = Optional.of(state.lastBatchAt());
        savedAt = state.lastBatchAt();
    }

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public synchronized void accept(Batch batch) throws IOException {
        if (lastBatchAt.isEmpty()) {
            savedAt = batch.timestamp();
        }
        correctForClockStep(batch.timestamp());
        recentValues.accept(batch);
        RuleEvaluator.Changes changes = evaluator.evaluate(batch);
        changes.resolved().forEach(this::addPast);
        unsaved |= silences.removeIf(silence -> !silence.until().isAfter(batch.timestamp()));
        List<Notification> notifications = planner.plan(evaluator.active(), changes, silencer(), batch.timestamp());
        notifications.forEach(listener);
        unsaved |= !changes.isEmpty() || !notifications.isEmpty();
        lastBatchAt = Optional.of(batch.timestamp());
        if (unsaved || isPendingSaveDue(batch.timestamp())) {
            save(batch.timestamp());
        }
    }

    private void correctForClockStep(Instant at) {
        Optional<Duration> gap = lastBatchAt.map(before -> Duration.between(before, at));
        boolean firstBatch = gap.isPresent() && recentValues.isEmpty();
        Duration maxGap = firstBatch ? OUTAGE_TOLERANCE : MAX_GAP;
        if (gap.isPresent() && (gap.get().isNegative() || gap.get().compareTo(maxGap) > 0)) {
            evaluator.shift(gap.get().minus(BATCH_INTERVAL));
            planner.shift(gap.get().minus(BATCH_INTERVAL));
            unsaved = true;
        }
    }

    /** An alert that is pending for hours would never fire on a device that restarts daily, so its state is saved now and then. */
    private boolean isPendingSaveDue(Instant at) {
        Duration unsavedFor = Duration.between(savedAt, at).abs();
        return evaluator.active().stream()
                .filter(alert -> !alert.isFiring())
                .map(alert -> alert.rule().pendingPeriod())
                .anyMatch(holdsFor -> holdsFor.compareTo(PENDING_SAVE_INTERVAL) >= 0
                        && unsavedFor.compareTo(PENDING_SAVE_INTERVAL) >= 0
                        && unsavedFor.compareTo(holdsFor.dividedBy(20)) >= 0);
    }

    private void addPast(Alert alert) {
        past.addFirst(alert);
        if (past.size() > MAX_PAST_ALERTS) {
            past.removeLast();
        }
    }

    private void save(Instant at) throws IOException {
        store.save(new AlertStore.SavedState(
                at,
                evaluator.active(),
                evaluator.inhibited(),
                past,
                planner.states(),
                planner.flapDetector().firingTimes(),
                silences));
        unsaved = false;
        savedAt = at;
    }

    /** Whether the catalogue or the configuration has a rule with this name. */
    boolean hasRule(String name) {
        return AlertCatalogue.rule(name).isPresent() || configuredRules.contains(name);
    }

    private Silencer silencer() {
        return new Silencer(silences);
    }

    /** Pending and firing alerts. */
    synchronized List<Alert> active() {
        return evaluator.active();
    }

    /** The last hundred resolved alerts, newest first. */
    synchronized List<Alert> past() {
        return List.copyOf(past);
    }

    /**
     * What was notified in a thread and is not resolved; empty when its incident is over.
     *
     * @param threadId id of the incident's first notification
     */
    public synchronized List<Alert> openAlerts(String threadId) {
        return planner.states().stream()
                .filter(state -> state.threadId().equals(threadId))
                .map(NotificationState::alert)
                .toList();
    }

    synchronized List<Silence> silences() {
        return List.copyOf(silences);
    }

    /** Why no notifications are sent for a firing alert; empty when they are. */
    synchronized Optional<String> silenceReason(Alert alert) {
        return silencer().silenceReason(alert, lastBatchAt.orElse(Instant.EPOCH));
    }

    /** The values of the alert's series in the last hour, one per collection, oldest first. */
    public List<Double> recentValues(Alert alert) {
        return recentValues.of(alert);
    }

    synchronized Silence silence(String alert, Instant until, String createdBy, String reason) throws IOException {
        if (silences.size() >= MAX_SILENCES) {
            throw new IOException("there are already " + MAX_SILENCES + " silences: remove some of them");
        }
        long id = silences.stream().mapToLong(Silence::id).max().orElse(0) + 1;
        Silence silence = new Silence(id, alert, until, createdBy, reason);
        silences.add(silence);
        save(lastBatchAt.orElse(Instant.EPOCH));
        return silence;
    }

    /** Removes the silences of one rule, or all of them, and returns how many. */
    synchronized int unsilence(Optional<String> alert) throws IOException {
        int before = silences.size();
        silences.removeIf(silence -> alert.isEmpty() || alert.get().equals(silence.alert()));
        save(lastBatchAt.orElse(Instant.EPOCH));
        return before - silences.size();
    }

    /** Saves everything, including pending alerts. */
    @Override
    public synchronized void close() throws IOException {
        if (lastBatchAt.isPresent()) {
            save(lastBatchAt.get());
        }
    }
}
