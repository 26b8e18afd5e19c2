package peaceofmind.alerting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;

/**
 * Takes each batch, decides, keeps the state and hands out what is to be told. What goes on is written to the disk only when
 * something changed, and at the end.
 */
public final class AlertEngine implements BatchConsumer, AutoCloseable {

    private static final int MAX_PAST = 100;
    private static final int MAX_SILENCES = 100;
    private static final Duration STEP = Duration.ofSeconds(15);

    /** A longer gap between two batches of one process is a step of the wall clock, not time that passed. */
    private static final Duration LONGEST_GAP = Duration.ofMinutes(10);

    /** After a longer time off, what was pending begins anew, as in Prometheus (outage tolerance). */
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private static final Duration SAVE_PENDING_EVERY = Duration.ofMinutes(15);

    private final Evaluation evaluation;
    private final Notices notices;
    private final RecentValues recent;
    private final AlertStore store;
    private final Consumer<Notice> listener;
    private final List<Alert> past = new ArrayList<>();
    private final List<Silence> silences = new ArrayList<>();
    private Optional<Instant> last = Optional.empty();
    private Instant saved = Instant.EPOCH;
    private boolean unsaved;

    /** @param listener is handed what is to be told; called from the thread of {@link #accept} */
    AlertEngine(AlertsConfig config, AlertStore store, Consumer<Notice> listener) throws IOException {
        this.evaluation = new Evaluation(config.rules());
        this.notices = new Notices(config.rhythm());
        this.recent = new RecentValues(config.rules());
        this.store = store;
        this.listener = listener;
        Function<String, Optional<AlertRule>> rules = name ->
                config.rules().stream().filter(rule -> rule.name().equals(name)).findFirst();
        store.load(rules).ifPresent(this::resume);
    }

    /** The engine of a device: state is kept in {@code folder}. */
    public static AlertEngine begin(AlertsConfig config, Path folder, Consumer<Notice> listener, Consumer<String> say)
            throws IOException {
        Files.createDirectories(folder);
        return new AlertEngine(config, new AlertStore(folder.resolve("alerts.json"), say), listener);
    }

    private void resume(AlertStore.Kept kept) {
        evaluation.resume(kept.active(), kept.absorbed());
        notices.resume(kept.told());
        notices.firings().resume(kept.firings());
        past.addAll(kept.past());
        silences.addAll(kept.silences());
        last = Optional.of(kept.at());
        saved = kept.at();
    }

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public synchronized void accept(Batch batch) throws IOException {
        if (last.isEmpty()) {
            saved = batch.timestamp();
        }
        mendTime(batch.timestamp());
        recent.accept(batch);
        Evaluation.Changes changes = evaluation.accept(batch);
        changes.resolved().forEach(this::remember);
        unsaved |= silences.removeIf(silence -> !silence.until().isAfter(batch.timestamp()));
        List<Notice> news = notices.decide(evaluation.active(), changes, muting(), batch.timestamp());
        news.forEach(listener);
        unsaved |= !changes.isEmpty() || !news.isEmpty();
        last = Optional.of(batch.timestamp());
        if (unsaved || pendingForLong(batch.timestamp())) {
            save(batch.timestamp());
        }
    }

    private void mendTime(Instant at) {
        Optional<Duration> gap = last.map(before -> Duration.between(before, at));
        boolean firstBatch = gap.isPresent() && recent.isEmpty();
        Duration longest = firstBatch ? LONGEST_REST : LONGEST_GAP;
        if (gap.isPresent() && (gap.get().isNegative() || gap.get().compareTo(longest) > 0)) {
            evaluation.shift(gap.get().minus(STEP));
            notices.shift(gap.get().minus(STEP));
            unsaved = true;
        }
    }

    /** What waits for hours would never fire on a device that restarts every day: it is kept now and then. */
    private boolean pendingForLong(Instant at) {
        Duration unsavedFor = Duration.between(saved, at).abs();
        return evaluation.active().stream()
                .filter(alert -> !alert.isFiring())
                .map(alert -> alert.rule().pendingPeriod())
                .anyMatch(patience -> patience.compareTo(SAVE_PENDING_EVERY) >= 0
                        && unsavedFor.compareTo(SAVE_PENDING_EVERY) >= 0
                        && unsavedFor.compareTo(patience.dividedBy(20)) >= 0);
    }

    private void remember(Alert alert) {
        past.addFirst(alert);
        if (past.size() > MAX_PAST) {
            past.removeLast();
        }
    }

    private void save(Instant at) throws IOException {
        store.save(new AlertStore.Kept(
                at,
                evaluation.active(),
                evaluation.absorbed(),
                past,
                notices.told(),
                notices.firings().all(),
                silences));
        unsaved = false;
        saved = at;
    }

    private Muting muting() {
        return new Muting(silences);
    }

    /** Pending and firing ones. */
    synchronized List<Alert> active() {
        return evaluation.active();
    }

    /** The last hundred that are over, newest first. */
    synchronized List<Alert> past() {
        return List.copyOf(past);
    }

    synchronized List<Silence> silences() {
        return List.copyOf(silences);
    }

    /** Why a firing alert is not told; empty when it is. */
    synchronized Optional<String> mutedBecause(Alert alert) {
        return muting().reason(alert, last.orElse(Instant.EPOCH));
    }

    /** The last hour of what an alert looks at, one value each collection, oldest first. */
    public List<Double> recent(Alert alert) {
        return recent.of(alert);
    }

    synchronized Silence silence(String alert, Instant until, String by, String why) throws IOException {
        if (silences.size() >= MAX_SILENCES) {
            throw new IOException("there are " + MAX_SILENCES + " silences already: end some of them");
        }
        long id = silences.stream().mapToLong(Silence::id).max().orElse(0) + 1;
        Silence silence = new Silence(id, alert, until, by, why);
        silences.add(silence);
        save(last.orElse(Instant.EPOCH));
        return silence;
    }

    /** How many were ended: those of one rule, or all. */
    synchronized int unsilence(Optional<String> alert) throws IOException {
        int before = silences.size();
        silences.removeIf(silence -> alert.isEmpty() || alert.get().equals(silence.alert()));
        save(last.orElse(Instant.EPOCH));
        return before - silences.size();
    }

    /** Keeps everything, also what is only pending. */
    @Override
    public synchronized void close() throws IOException {
        if (last.isPresent()) {
            save(last.get());
        }
    }
}
