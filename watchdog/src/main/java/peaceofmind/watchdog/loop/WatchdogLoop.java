// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.config.LivenessConfig;
import peaceofmind.watchdog.control.RequestQueue;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.network.NetworkRepairs;
import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.NetworkDecision;
import peaceofmind.watchdog.policy.NetworkReboot;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.OperatorReply;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.State;
import peaceofmind.watchdog.policy.WatchdogPolicy;

/** Once a second, observes, has the policy decide, and executes the orders. One thread runs it; {@link #snapshot} is thread-safe. */
public final class WatchdogLoop {

    private static final Duration TICK_INTERVAL = Duration.ofSeconds(1);

    /** The powered-on time that a power cut can lose; each save wears the disk. */
    private static final Duration SAVE_INTERVAL = Duration.ofMinutes(10);

    private final Clock clock;
    private final Policy policy;
    private final Device device;
    private final List<WatchedService> services;
    private final LoopParts parts;
    private final TransitionNotes transitionNotes = new TransitionNotes();
    private final PoweredOnTime poweredOn;
    private State state;
    private Optional<History> savedHistory = Optional.empty();
    private Duration savedAt;
    private long lastTickNanos;
    private boolean firstTick = true;
    private Optional<String> saveError = Optional.empty();
    private volatile Optional<Snapshot> snapshot = Optional.empty();
    private volatile boolean stopRequested;

    /** The loop's collaborators. */
    public record LoopParts(
            RequestQueue requestQueue,
            ActionRunner actions,
            RebootSequence reboots,
            HistoryStore store,
            EventJournal journal,
            SystemdKeepAlive keepAlive,
            NetworkRepairs network,
            Log log) {}

    WatchdogLoop(
            Clock clock,
            Policy policy,
            Device device,
            List<WatchedService> services,
            LoopParts parts,
            HistoryStore.Loaded loaded)
            throws IOException {
        this.clock = clock;
        this.policy = policy;
        this.device = device;
        this.services = List.copyOf(services);
        this.parts = parts;
        this.poweredOn = new PoweredOnTime(loaded, device.bootId());
        this.state = State.initial(loaded.history());
        this.savedAt = loaded.poweredOn();
    }

    /** Returns after {@link #stop}. */
    public void run() throws InterruptedException {
        long next = clock.nanoTime();
        while (!stopRequested) {
            tick();
            next += TICK_INTERVAL.toNanos();
            long wait = next - clock.nanoTime();
            if (wait > 0) {
                clock.sleep(Duration.ofNanos(wait));
            } else if (wait < -TICK_INTERVAL.toNanos()) {
                // Suspended or starved of CPU time: missed ticks are not made up for.
                next = clock.nanoTime();
            }
        }
    }

    /** Makes {@link #run} return at the next tick. */
    public void stop() {
        stopRequested = true;
    }

    /** The state after the last tick; empty before the first. */
    public Optional<Snapshot> snapshot() {
        return snapshot;
    }

    /** Observes, decides and executes once. */
    void tick() throws InterruptedException {
        DeviceTime time;
        String bootId;
        try {
            time = poweredOn.at(device.uptime());
            bootId = device.bootId();
        } catch (IOException noClock) {
            // No budget can be checked without the kernel's clock. The missing keep-alives let systemd restart the
            // watchdog.
            parts.log().error("cannot read the time since boot: " + ErrorText.of(noClock));
            return;
        }
        long now = clock.nanoTime();
        Duration sinceLast = firstTick ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - lastTickNanos));
        lastTickNanos = now;
        firstTick = false;
        List<ServiceObservation> serviceObservations =
                services.stream().map(WatchedService::observe).toList();
        Observation observation = new Observation(
                time,
                bootId,
                sinceLast,
                serviceObservations,
                parts.actions().drainResults(),
                parts.requestQueue().drain(),
                saveError);
        History before = state.history();
        Decision ofServices = WatchdogPolicy.decide(observation, state, policy);
        NetworkDecision network = decideAboutNetwork(ofServices.state(), time);
        Decision decision = NetworkReboot.merge(ofServices, network, time);
        state = decision.state();
        execute(decision, observation, before);
        // After the save above; a save that failed is known by now.
        network.order().ifPresent(order -> parts.network().execute(order, saveError.isEmpty()));
        transitionNotes.collect(serviceObservations).forEach(this::recordNote);
        publishSnapshot(time);
        parts.keepAlive().send(() -> StatusReport.summaryLine(services, state));
    }

    private NetworkDecision decideAboutNetwork(State decided, DeviceTime time) {
        boolean recording = services.stream().anyMatch(WatchedService::isRecording);
        return parts.network()
                .decide(
                        time,
                        decided.history(),
                        decided.reboot().isPresent(),
                        saveError,
                        NetworkReboot.refusal(policy.device(), decided.history(), time, saveError, recording));
    }

    private void execute(Decision decision, Observation observation, History before) throws InterruptedException {
        List<Order.Reboot> reboots = decision.orders().stream()
                .filter(Order.Reboot.class::isInstance)
                .map(Order.Reboot.class::cast)
                .toList();
        boolean saved = save(observation.time(), !reboots.isEmpty());
        boolean rebootAllowed = saved || reboots.stream().noneMatch(Order.Reboot::mustBeCounted);
        decision.notes().forEach(this::recordNote);
        decision.replies().stream()
                .map(reply -> rebootAllowed ? reply : rejectReboot(reply, observation))
                .forEach(parts.requestQueue()::reply);
        for (Order order : decision.orders()) {
            switch (order) {
                case Order.ServiceOrder toService ->
                    findService(toService.service())
                            .ifPresent(service -> parts.actions().start(service, toService));
                case Order.Reboot reboot -> reboot(reboot, rebootAllowed, before);
                case Order.ForceReboot _ -> parts.reboots().forceReboot();
                case Order.LeaveToSystemd _ -> {
                    // If even the exit fails, systemd ends this process for its silence.
                    parts.keepAlive().stop();
                    parts.reboots().leaveToSupervisor();
                }
                case Order.ResumeKeepAlive _ -> parts.keepAlive().resume();
            }
        }
    }

    /** The policy has accepted the reboot without knowing that the disk fails: correct its reply. */
    private OperatorReply rejectReboot(OperatorReply reply, Observation observation) {
        boolean isReboot = observation.requests().stream()
                .anyMatch(request ->
                        request instanceof OperatorRequest.RebootDevice && request.id() == reply.requestId());
        return isReboot && reply.accepted()
                ? new OperatorReply(
                        reply.requestId(),
                        false,
                        uncountedRebootMessage() + "; root can reboot anyway: sudo peace reboot")
                : reply;
    }

    private String uncountedRebootMessage() {
        return "no reboot, since its count cannot be saved: " + saveError.orElse("");
    }

    private void reboot(Order.Reboot reboot, boolean allowed, History before) {
        if (allowed) {
            parts.reboots().reboot(services, reboot.reason());
            return;
        }
        // A reboot that is not recorded could be repeated for ever.
        state = state.withoutReboot(before);
        recordNote(new Note(EventKind.REBOOT_ABANDONED, Optional.empty(), uncountedRebootMessage()));
    }

    /** Whether the history is on the disk now. */
    private boolean save(DeviceTime time, boolean force) throws InterruptedException {
        boolean due = time.poweredOn().minus(savedAt).compareTo(SAVE_INTERVAL) >= 0;
        // The first tick always saves: from then on a missing file is a loss.
        boolean changed = !savedHistory.equals(Optional.of(state.history()));
        if (!changed && !due && !force) {
            return true;
        }
        try {
            parts.store().save(state.history(), time.poweredOn(), time.uptime());
            savedHistory = Optional.of(state.history());
            savedAt = time.poweredOn();
            saveError = Optional.empty();
            return true;
        } catch (IOException problem) {
            String message = ErrorText.of(problem);
            if (saveError.isEmpty()) {
                recordNote(new Note(EventKind.HISTORY_LOST, Optional.empty(), message));
            }
            saveError = Optional.of(message);
            // Retried at the next change or after ten minutes, not every second.
            savedHistory = Optional.of(state.history());
            savedAt = time.poweredOn();
            return false;
        }
    }

    private void recordNote(Note note) {
        parts.journal().record(note.kind(), note.service(), note.reason(), note.sinceGoodBeat());
        String line = note.service().map(name -> name + ": ").orElse("") + note.reason();
        switch (note.kind()) {
            case GAVE_UP, REBOOT, FORCED_REBOOT, LEFT_TO_SYSTEMD, REBOOT_ABANDONED, HISTORY_LOST ->
                parts.log().error(line);
            case STALE,
                    SERVICE_FAILED,
                    RESTART,
                    RESTART_FAILED,
                    HEARTBEAT_REFUSED,
                    HEARTBEAT_UNREADABLE,
                    LIVENESS_UNKNOWN,
                    UNSTABLE,
                    SECOND_INSTANCE,
                    ERROR_STATE,
                    REFUSED,
                    NETWORK_DOWN,
                    NETWORK_REPAIR,
                    DRY_RUN -> parts.log().warn(line);
            case WATCHDOG_STARTED,
                    WATCHDOG_STOPPED,
                    RECOVERED,
                    RESTART_VERIFIED,
                    BOOTED,
                    NORMAL_AGAIN,
                    HOLD_BEGAN,
                    HOLD_ENDED,
                    OPERATOR_STOPPED,
                    OPERATOR_STARTED,
                    OPERATOR_REQUEST,
                    REPORTED,
                    STARTED_BY_OTHERS,
                    NETWORK_CAUSE,
                    NETWORK_UP,
                    SERVICE_STATE -> parts.log().info(line);
        }
    }

    private Optional<WatchedService> findService(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    private void publishSnapshot(DeviceTime time) {
        Map<String, Snapshot.ServiceView> views = new LinkedHashMap<>();
        services.forEach(service -> views.put(
                service.name(),
                new Snapshot.ServiceView(
                        service.unit().currentStatus(),
                        service.lastHeartbeat(),
                        service.probes(),
                        service.config().liveness().map(LivenessConfig::maxInterval))));
        snapshot = Optional.of(new Snapshot(
                time,
                state,
                views,
                parts.keepAlive().isActive(),
                saveError,
                Optional.of(parts.network().view())));
    }
}
