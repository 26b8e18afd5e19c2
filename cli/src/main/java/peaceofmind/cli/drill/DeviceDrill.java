package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.linux.Subprocess;

/** Disk and network: the surroundings are mistreated, and the recorder must live on without a restart and recover by itself. */
final class DeviceDrill {

    /** How long the fault lasts. */
    private static final Duration FAULT = Duration.ofSeconds(60);

    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration UNDO = Duration.ofSeconds(90);
    private static final String FILL = ".peace-drill-fill";
    private static final long MOST_BYTES = 200_000_000_000L;

    private final Stage stage;
    private final Duration promise;

    DeviceDrill(Stage stage, Duration promise) {
        this.stage = stage;
        this.promise = promise;
    }

    /**
     * Fills the disk, and frees it.
     *
     * @param leave bytes that stay free: fewer than the recorder wants
     */
    Result disk(Path storage, long leave) throws IOException, InterruptedException {
        Instant at = stage.clock().now();
        Path fill = storage.resolve(FILL);
        long free = Files.getFileStore(storage).getUsableSpace();
        long bytes = free - leave;
        if (bytes <= 0 || bytes > MOST_BYTES) {
            return Result.notTried(
                    Scenario.DISK,
                    at,
                    promise,
                    free + " bytes are free: " + (bytes <= 0 ? "too few" : "too many") + " to fill");
        }
        stage.undoLater(UNDO, "rm -f " + quoted(fill));
        Optional<Long> restarts = stage.restarts();
        if (!(stage.run(List.of("fallocate", "-l", Long.toString(bytes), fill.toString()))
                        instanceof Subprocess.Exited ended
                && ended.succeeded())) {
            Files.deleteIfExists(fill);
            return Result.notTried(Scenario.DISK, at, promise, "this file system can't be filled by fallocate");
        }
        boolean noticed;
        try {
            // The recorder looks at its disk every few seconds: asked too early, it would begin.
            stage.clock().sleep(SETTLE);
            noticed = stateIs("error") || stage.refusesToRecord();
        } finally {
            Files.deleteIfExists(fill);
        }
        return judge(Scenario.DISK, at, noticed, "the recorder did not notice", restarts);
    }

    /** Takes the network interface down, and up again. */
    Result network(String link) throws IOException, InterruptedException {
        Instant at = stage.clock().now();
        if (!connected().orElse(false)) {
            return Result.notTried(
                    Scenario.NETWORK,
                    at,
                    promise,
                    connected().isPresent()
                            ? "the recorder has no network now"
                            : "the recorder watches no network: recorder.network.check is empty");
        }
        stage.undoLater(UNDO, "ip link set dev " + link + " up");
        Optional<Long> restarts = stage.restarts();
        stage.run(List.of("ip", "link", "set", "dev", link, "down"));
        boolean noticed;
        try {
            noticed = await(FAULT, () -> connected().filter(yes -> !yes).isPresent());
        } finally {
            stage.run(List.of("ip", "link", "set", "dev", link, "up"));
        }
        return judge(Scenario.NETWORK, at, noticed, "the recorder did not notice", restarts);
    }

    private Result judge(Scenario scenario, Instant at, boolean noticed, String otherwise, Optional<Long> restarts)
            throws InterruptedException {
        long begun = stage.clock().nanoTime();
        boolean well = await(
                promise.multipliedBy(2),
                () -> stage.beat().isPresent()
                        && !stateIs("error")
                        && connected().orElse(true));
        Duration took = Duration.ofNanos(stage.clock().nanoTime() - begun);
        boolean calm = restarts.equals(stage.restarts());
        boolean kept = noticed && well && calm && took.compareTo(promise) <= 0;
        String what = !noticed
                ? otherwise
                : !well ? "it did not recover" : calm ? "noticed, and recovered without a restart" : "it was restarted";
        return new Result(
                scenario,
                at,
                kept ? Result.Verdict.KEPT : Result.Verdict.BROKEN,
                well ? Optional.of(took) : Optional.empty(),
                promise,
                what);
    }

    private boolean stateIs(String word) {
        return stage.beat().map(Heartbeat::state).filter(word::equals).isPresent();
    }

    private Optional<Boolean> connected() {
        return stage.beat().flatMap(beat -> beat.json().bool("internet_connected"));
    }

    private boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long begun = stage.clock().nanoTime();
        while (stage.clock().nanoTime() - begun < limit.toNanos()) {
            if (condition.getAsBoolean()) {
                return true;
            }
            stage.pause();
        }
        return false;
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
