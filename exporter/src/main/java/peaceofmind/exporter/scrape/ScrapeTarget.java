package peaceofmind.exporter.scrape;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import peaceofmind.exporter.scrape.Labelling.Labelled;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.foundation.time.Clock;

/** One target, scraped in its own rhythm by a thread of its own; its latest result can be had at any time. */
final class ScrapeTarget implements Runnable {

    private record Result(long atNanos, List<Family> families) {}

    private final ScrapeTargetConfig config;
    private final Map<String, String> labels;
    private final TargetClient client;
    private final Labelling labelling;
    private final Clock clock;
    private final Consumer<String> say;
    private volatile Optional<Result> latest = Optional.empty();
    private Optional<String> problem = Optional.empty();

    ScrapeTarget(ScrapeTargetConfig config, String deviceName, Clock clock, Consumer<String> say) {
        this.config = config;
        TreeMap<String, String> all = new TreeMap<>(config.labels());
        all.put("job", config.job());
        all.put("instance", config.instance().orElse(deviceName));
        this.labels = all;
        this.client = new TargetClient(config, clock);
        this.labelling = new Labelling(labels, config.honorLabels(), config.relabel());
        this.clock = clock;
        this.say = say;
    }

    /** Scrapes until it is interrupted. */
    @Override
    public void run() {
        try {
            long due = clock.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                scrape();
                due += config.interval().toNanos();
                long wait = due - clock.nanoTime();
                if (wait < 0) {
                    due -= wait;
                    wait = 0;
                }
                clock.sleep(Duration.ofNanos(wait));
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it said last; that it is down when that is too old; nothing before the first answer. */
    List<Family> latest() {
        Optional<Result> now = latest;
        long oldest = config.interval().plus(config.timeout()).toNanos();
        return now.map(result -> clock.nanoTime() - result.atNanos() <= oldest ? result.families() : List.of(up(0)))
                .orElse(List.of());
    }

    void scrape() {
        long start = clock.nanoTime();
        List<Family> families = new ArrayList<>();
        try {
            Exposition exposition = client.fetch();
            Labelled labelled = labelling.apply(exposition);
            families.addAll(labelled.families());
            families.addAll(about(true, start, exposition.samples().size(), labelled.kept()));
            tell(Optional.empty());
        } catch (IOException failed) {
            families.addAll(about(false, start, 0, 0));
            tell(Optional.of(String.valueOf(failed.getMessage())));
        } catch (RuntimeException | StackOverflowError unforeseen) {
            // A regular expression can exhaust the stack: that is this target's trouble alone.
            families.addAll(about(false, start, 0, 0));
            tell(Optional.of(unforeseen.toString()));
        }
        latest = Optional.of(new Result(clock.nanoTime(), List.copyOf(families)));
    }

    private List<Family> about(boolean success, long start, int scraped, int kept) {
        double seconds = (clock.nanoTime() - start) / 1e9;
        return List.of(
                up(success ? 1 : 0),
                gauge("scrape_duration_seconds", "Time that the scrape took.", seconds),
                gauge("scrape_samples_scraped", "Samples that the target sent.", scraped),
                gauge("scrape_samples_post_metric_relabeling", "Samples that are left after relabelling.", kept));
    }

    private Family up(int value) {
        return gauge("up", "Whether the target could be scraped.", value);
    }

    private Family gauge(String name, String help, double value) {
        return new Family(name, Family.Type.GAUGE, help, List.of(new Sample(labels, value)));
    }

    /** Once when it begins, once when it ends. */
    private void tell(Optional<String> now) {
        if (now.isPresent() != problem.isPresent()) {
            say.accept(now.map(why -> "cannot scrape " + config.job() + " at " + config.url() + ": " + why)
                    .orElse(config.job() + " can be scraped again"));
        }
        problem = now;
    }
}
