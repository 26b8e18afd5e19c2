// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import peaceofmind.contract.health.DeviceSnapshot;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.secret.SecretMask;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.http.OutageReporter;

/**
 * Pings a service that raises the alarm when pings are missing, so that a dead device is reported although it can report nothing. The agent
 * sends the pings: it dies with the device, and it knows whether the watchdog and the watched programs work. It consumes batches to know
 * that the agent itself still collects. A thread of its own waits for the service; nothing waits for that thread.
 */
final class PingSender implements BatchConsumer, AutoCloseable {

    private static final Duration MIN_CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration MAX_CHECK_INTERVAL = Duration.ofSeconds(30);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** Of the command {@code ping_test}, less than the control socket's timeout. */
    private static final Duration TEST_TIMEOUT = Duration.ofSeconds(8);

    private final PingConfig config;
    private final DeviceConfig device;
    private final Supplier<DeviceSnapshot> snapshot;
    private final Timing timing;
    private final String userAgent;
    private final Clock clock;
    private final PingSchedule schedule;
    private final PingStats stats;
    private final OutageReporter outage;
    private final Thread thread;
    private volatile long lastBatchNanos;
    private boolean testRequested;
    private Optional<Duration> roundTrip = Optional.empty();

    /**
     * Limits.
     *
     * @param maxBatchAge when the last batch is older, the agent has stopped collecting
     * @param request for connecting and for each read
     */
    record Timing(Duration maxBatchAge, Duration request) {}

    PingSender(
            PingConfig config,
            DeviceConfig device,
            Supplier<DeviceSnapshot> snapshot,
            Timing timing,
            String userAgent,
            Clock clock,
            RandomGenerator random,
            Consumer<String> warn) {
        this.config = config;
        this.device = device;
        this.snapshot = snapshot;
        this.timing = timing;
        this.userAgent = userAgent;
        this.clock = clock;
        this.schedule = new PingSchedule(config.every(), config.grace(), random);
        this.stats = new PingStats(clock);
        this.outage = new OutageReporter(describe(config), clock, warn);
        this.lastBatchNanos = clock.nanoTime();
        this.thread = Thread.ofPlatform().daemon().name("ping").unstarted(this::run);
    }

    /** In the log; the name only where somebody chose one. */
    private static String describe(PingConfig config) {
        return config.name().equals("ping") ? "ping" : "ping " + config.name();
    }

    /**
     * Starts pinging.
     *
     * @param snapshot what is known of the device; takes a limited time
     * @param maxBatchAge when the last batch is older, the agent has stopped collecting
     * @param warn for the log
     */
    static PingSender start(
            PingConfig config,
            DeviceConfig device,
            Supplier<DeviceSnapshot> snapshot,
            Duration maxBatchAge,
            String userAgent,
            Clock clock,
            Consumer<String> warn) {
        PingSender sender = new PingSender(
                config,
                device,
                snapshot,
                new Timing(maxBatchAge, REQUEST_TIMEOUT),
                userAgent,
                clock,
                // Not ThreadLocalRandom, which is the calling thread's own.
                new SplittableRandom(),
                warn);
        sender.thread.start();
        return sender;
    }

    @Override
    public String name() {
        return "ping";
    }

    @Override
    public void accept(Batch batch) {
        lastBatchNanos = clock.nanoTime();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sendIfDue();
                awaitNextCheck();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitNextCheck() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + checkInterval(config.every()).toNanos();
        long remainingMillis = checkInterval(config.every()).toMillis();
        while (!testRequested && remainingMillis > 0) {
            wait(remainingMillis);
            remainingMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        }
    }

    /** Often enough that a failure is noticed soon, and seldom enough not to load the device. */
    static Duration checkInterval(Duration every) {
        Duration quarter = every.dividedBy(4);
        return quarter.compareTo(MIN_CHECK_INTERVAL) < 0
                ? MIN_CHECK_INTERVAL
                : quarter.compareTo(MAX_CHECK_INTERVAL) > 0 ? MAX_CHECK_INTERVAL : quarter;
    }

    /** Sends a ping if one is due; never throws. */
    void sendIfDue() {
        boolean isTest = isTestPending();
        try {
            PingReport report = report();
            Optional<PingSignal> due = schedule.due(report.failing(), clock.nanoTime());
            if (due.isPresent()) {
                send(due.get(), report);
            } else if (isTest && !report.failing()) {
                send(PingSignal.OK, report);
            }
        } catch (RuntimeException unexpected) {
            // The next ping must still be sent.
            failed("cannot send it: " + ErrorText.of(unexpected));
        } finally {
            if (isTest) {
                finishTest();
            }
        }
    }

    private PingReport report() {
        Duration batchAge = Duration.ofNanos(clock.nanoTime() - lastBatchNanos);
        if (batchAge.compareTo(timing.maxBatchAge()) > 0) {
            return PingReport.failing("The agent has collected nothing for " + batchAge.toSeconds() + " s.");
        }
        try {
            return PingReport.of(snapshot.get());
        } catch (RuntimeException defect) {
            return PingReport.failing("The agent cannot determine how the device is: " + ErrorText.of(defect));
        }
    }

    private void send(PingSignal signal, PingReport report) {
        EndpointConfig endpoint;
        try {
            endpoint = config.endpoint(timing.request());
        } catch (IOException unusable) {
            schedule.failed(signal, Optional.empty(), clock.nanoTime());
            failed(ErrorText.of(unusable));
            return;
        }
        SecretMask mask = new SecretMask(
                List.of(), List.of(endpoint.url().toString(), endpoint.url().getRawPath()));
        PingRequest request = new PingRequest(
                endpoint,
                config.formOf(endpoint.url()),
                signal,
                mask.apply(describe(signal, report)),
                roundTrip,
                userAgent);
        if (!request.isSupported()) {
            schedule.sent(signal, clock.nanoTime());
            sendIfDueAfterStart(report);
            return;
        }
        long startNanos = clock.nanoTime();
        switch (request.send(clock)) {
            case HttpResult.Accepted _ -> {
                roundTrip = Optional.of(Duration.ofNanos(clock.nanoTime() - startNanos));
                // From its start: the interval is that of the service.
                schedule.sent(signal, startNanos);
                stats.sent(signal);
                outage.recovered();
            }
            case HttpResult.Rejected rejected -> {
                schedule.failed(signal, Optional.empty(), clock.nanoTime());
                failed(mask.apply(rejected.reason()));
            }
            case HttpResult.RetryLater later -> {
                schedule.failed(signal, later.retryAfter(), clock.nanoTime());
                failed(mask.apply(later.reason()));
            }
        }
    }

    private void sendIfDueAfterStart(PingReport report) {
        Optional<PingSignal> next = schedule.due(report.failing(), clock.nanoTime());
        if (next.isPresent()) {
            send(next.get(), report);
        }
    }

    private String describe(PingSignal signal, PingReport report) {
        String place = device.location().isEmpty() ? "" : " (" + device.location() + ")";
        return device.name() + place + ": " + (signal == PingSignal.START ? "the agent has started. " : "")
                + report.text();
    }

    private void failed(String reason) {
        stats.failed(reason);
        outage.failed(reason);
    }

    /** Metrics about the ping. */
    List<Family> families() {
        return stats.families();
    }

    /** Pings at once if the device works, and waits for the result; a device that fails has nothing to report before the grace is over. */
    JsonObject test() {
        try {
            requestTest();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Json.ObjectBuilder json = Json.object()
                .put(
                        "problem",
                        isTestPending() ? "no result within " + TEST_TIMEOUT.toSeconds() + " s" : stats.problem());
        stats.lastSuccess().map(Instant::toString).ifPresent(at -> json.put("last_success", at));
        return json.put("every_seconds", config.every().toSeconds()).build();
    }

    private synchronized void requestTest() throws InterruptedException {
        testRequested = true;
        notifyAll();
        long deadlineNanos = System.nanoTime() + TEST_TIMEOUT.toNanos();
        while (testRequested) {
            long remainingMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (remainingMillis <= 0) {
                return;
            }
            wait(remainingMillis);
        }
    }

    /** Until its result is known. */
    private synchronized boolean isTestPending() {
        return testRequested;
    }

    private synchronized void finishTest() {
        testRequested = false;
        notifyAll();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
