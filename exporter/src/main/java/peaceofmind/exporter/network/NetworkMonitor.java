// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.NetworkFault;
import peaceofmind.contract.network.NetworkJudge;
import peaceofmind.contract.network.NetworkJudgement;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.foundation.config.NetworkConfig;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/**
 * Observes the network every 15 s on its own thread, exposes the last reading, and sends each to the watchdog, which records outages and
 * may repair. From the batches it takes whether receivers accept what is sent.
 */
public final class NetworkMonitor implements BatchConsumer, AutoCloseable {

    /** Of an exchange with the watchdog. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    /** Of the command {@code network} with {@code test}, less than the control socket's timeout. */
    private static final Duration TEST_TIMEOUT = Duration.ofSeconds(9);

    private final NetworkObserver observer;
    private final WatchdogClient watchdog;
    private final Clock clock;
    private final Consumer<String> warn;
    private final Thread thread;
    private volatile LayerReading receivers = LayerReading.NOT_TRIED;
    private volatile Optional<NetworkReading> last = Optional.empty();
    private Optional<CompletableFuture<NetworkReading>> test = Optional.empty();
    private boolean isFirstBatchSeen;
    private String lastProblem = "";

    NetworkMonitor(NetworkObserver observer, WatchdogClient watchdog, Clock clock, Consumer<String> warn) {
        this.observer = observer;
        this.watchdog = watchdog;
        this.clock = clock;
        this.warn = warn;
        this.thread = Thread.ofPlatform().daemon().name("network").unstarted(this::run);
    }

    /**
     * Starts observing.
     *
     * @param stateDir folder for what must survive a restart
     */
    public static NetworkMonitor start(
            NetworkConfig config, Path stateDir, WatchdogClient watchdog, Clock clock, Consumer<String> warn) {
        NetworkMonitor monitor =
                new NetworkMonitor(NetworkObserver.local(config, stateDir, clock, warn), watchdog, clock, warn);
        monitor.start();
        return monitor;
    }

    /** Starts its thread. */
    void start() {
        thread.start();
    }

    /** Whether its thread waits for the next reading; for tests. */
    boolean isWaiting() {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Override
    public String name() {
        return "network";
    }

    /** One receiver that accepts data proves that the network works. */
    @Override
    public void accept(Batch batch) {
        updateReceivers(batch);
        noteBatch();
    }

    private void updateReceivers(Batch batch) {
        List<Sample> ship = batch.families().stream()
                .filter(family -> family.name().equals("peace_ship_up"))
                .flatMap(family -> family.samples().stream())
                .toList();
        if (ship.isEmpty()) {
            receivers = LayerReading.NOT_TRIED;
            return;
        }
        boolean up = ship.stream().anyMatch(sample -> sample.value() == 1);
        receivers = up
                ? new LayerReading(LayerState.UP, "what was sent last was accepted")
                : new LayerReading(LayerState.DOWN, "nothing that was sent last was accepted");
    }

    private void run() {
        try {
            awaitFirst();
            while (!Thread.currentThread().isInterrupted()) {
                runOnce();
                awaitNext();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Observes once, and reports. Whatever fails is logged once and tried again at the next reading. */
    void runOnce() {
        Optional<CompletableFuture<NetworkReading>> requested = takeTest();
        String problem = "";
        try {
            NetworkReading reading = observer.observe(receivers, requested.isPresent());
            last = Optional.of(reading);
            requested.ifPresent(waiting -> waiting.complete(reading));
            watchdog.send(Json.object().put("command", "network").put("reading", reading.toJson()));
        } catch (ControlException notSent) {
            // A watchdog that is down is reported elsewhere; of an older version, it knows no such command.
            problem = "the watchdog does not take readings of the network: " + ErrorText.of(notSent);
        } catch (RuntimeException defect) {
            problem = "the network cannot be observed: " + ErrorText.of(defect);
            last = Optional.empty();
            requested.ifPresent(waiting -> waiting.completeExceptionally(defect));
        }
        if (!problem.isEmpty() && !problem.equals(lastProblem)) {
            warn.accept(problem);
        }
        lastProblem = problem;
    }

    private synchronized void noteBatch() {
        isFirstBatchSeen = true;
        notifyAll();
    }

    /** Not while the agent starts: the first probe loads TLS and its certificates, beside other programs that start at the same time. */
    private synchronized void awaitFirst() throws InterruptedException {
        awaitTestOr(() -> isFirstBatchSeen);
    }

    private synchronized void awaitNext() throws InterruptedException {
        awaitTestOr(() -> false);
    }

    /** Waits until a test is requested or the condition holds, for an interval at most; call with the lock held. */
    private void awaitTestOr(BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = clock.nanoTime() + INTERVAL.toNanos();
        long remainingMillis = INTERVAL.toMillis();
        while (test.isEmpty() && !condition.getAsBoolean() && remainingMillis > 0) {
            wait(remainingMillis);
            remainingMillis = (deadlineNanos - clock.nanoTime()) / 1_000_000;
        }
    }

    /** Whether no other test waits. */
    private synchronized boolean request(CompletableFuture<NetworkReading> waiting) {
        boolean isFree = test.isEmpty();
        if (isFree) {
            test = Optional.of(waiting);
            notifyAll();
        }
        return isFree;
    }

    private synchronized Optional<CompletableFuture<NetworkReading>> takeTest() {
        Optional<CompletableFuture<NetworkReading>> requested = test;
        test = Optional.empty();
        return requested;
    }

    /** The last reading as metrics; nothing before the first. */
    public List<Family> families() {
        Optional<NetworkReading> reading = last;
        if (reading.isEmpty()) {
            return List.of();
        }
        List<Sample> layers = new ArrayList<>();
        reading.get().layers().forEach((layer, seen) -> {
            if (seen.state() != LayerState.UNKNOWN) {
                layers.add(new Sample(Map.of("layer", layer.word()), seen.isUp() ? 1 : 0));
            }
        });
        NetworkJudgement judgement = NetworkJudge.judge(reading.get());
        List<Sample> faults = new ArrayList<>();
        if (judgement.fault() != NetworkFault.NONE) {
            faults.add(new Sample(Map.of("cause", judgement.fault().word()), 1));
        }
        return List.of(
                new Family(
                        "peace_network_layer",
                        Family.Type.GAUGE,
                        "Whether a layer of the network works; absent while that is not known.",
                        layers),
                new Family(
                        "peace_network_fault",
                        Family.Type.GAUGE,
                        "Where the cause of a network failure is; absent without one.",
                        faults));
    }

    /** The command {@code network} of the agent's socket; with {@code test}, everything is probed first. */
    public Map<String, ControlHandler> handlers() {
        return Map.of("network", (request, _) -> reply(request));
    }

    private JsonObject reply(JsonObject request) throws ControlException {
        NetworkReading reading = request.bool("test").orElse(false)
                ? testNow()
                : last.orElseThrow(() -> new ControlException(Kind.REFUSED, "the agent is just starting"));
        NetworkJudgement judgement = NetworkJudge.judge(reading);
        return Json.object()
                .put("reading", reading.toJson())
                .put("fault", judgement.fault().word())
                .put("failing", judgement.failing().map(layer -> layer.word()))
                .put("sentence", judgement.sentence())
                .put("next_step", judgement.nextStep())
                .build();
    }

    private NetworkReading testNow() throws ControlException {
        CompletableFuture<NetworkReading> waiting = new CompletableFuture<>();
        if (!request(waiting)) {
            throw new ControlException(Kind.REFUSED, "another test is running: try again in a few seconds");
        }
        try {
            return waiting.get(TEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ControlException(Kind.NO_ANSWER, "the agent stops");
        } catch (TimeoutException late) {
            throw new ControlException(Kind.NO_ANSWER, "the test did not end in time: try again in a few seconds");
        } catch (ExecutionException defect) {
            throw new ControlException(Kind.REFUSED, ErrorText.of(defect));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
