package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.control.Requests;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.Answer;
import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.ServiceSight;
import peaceofmind.watchdog.policy.State;
import peaceofmind.watchdog.policy.WatchdogPolicy;

/** Looks each second, decides by the policy, and has it done. One thread runs it; {@link #snapshot} may be read by any. */
public final class WatchdogLoop {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** So much powered-on time may be missing after a power cut; each saving wears the disk. */
    private static final Duration SAVE_EVERY = Duration.ofMinutes(10);

    private final Clock clock;
    private final Policy policy;
    private final Device device;
    private final List<WatchedService> services;
    private final LoopParts parts;
    private final ChangeNotes changes = new ChangeNotes();
    private final PoweredOnTime poweredOn;
    private State state;
    private Optional<History> saved = Optional.empty();
    private Duration savedAt;
    private long lastLook;
    private boolean first = true;
    private Optional<String> saveProblem = Optional.empty();
    private volatile Optional<Snapshot> snapshot = Optional.empty();
    private volatile boolean ending;

    /** What the loop works with. */
    public record LoopParts(
            Requests requests,
            ActionRunner actions,
            RebootSequence reboots,
            HistoryStore store,
            EventJournal journal,
            Feeding feeding,
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

    /** Runs until {@link #end}. */
    public void run() throws InterruptedException {
        long next = clock.nanoTime();
        while (!ending) {
            look();
            next += PERIOD.toNanos();
            long wait = next - clock.nanoTime();
            if (wait > 0) {
                clock.sleep(Duration.ofNanos(wait));
            } else if (wait < -PERIOD.toNanos()) {
                // Suspended or starved: what was missed is not made up for.
                next = clock.nanoTime();
            }
        }
    }

    /** Ends {@link #run} at its next look. */
    public void end() {
        ending = true;
    }

    /** What was known after the last look; empty before the first. */
    public Optional<Snapshot> snapshot() {
        return snapshot;
    }

    /** One look, and what follows from it. */
    void look() throws InterruptedException {
        DeviceTime time;
        String bootId;
        try {
            time = poweredOn.at(device.uptime());
            bootId = device.bootId();
        } catch (IOException noClock) {
            // Without the kernel's clock no budget can be judged: nothing is decided, and whoever watches us sees
            // silence.
            parts.log().error("cannot tell the time since boot: " + noClock.getMessage());
            return;
        }
        long now = clock.nanoTime();
        Duration sinceLast = first ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - lastLook));
        lastLook = now;
        first = false;
        List<ServiceSight> sights = services.stream().map(WatchedService::look).toList();
        Observation observation = new Observation(
                time,
                bootId,
                sinceLast,
                sights,
                parts.actions().takeResults(),
                parts.requests().take());
        Decision decision = WatchdogPolicy.decide(observation, state, policy);
        state = decision.state();
        carryOut(decision, observation);
        changes.notice(sights).forEach(this::record);
        publish(time);
        parts.feeding().feed(() -> StatusReport.line(services, state));
    }

    private void carryOut(Decision decision, Observation observation) throws InterruptedException {
        List<Order.Reboot> reboots = decision.orders().stream()
                .filter(Order.Reboot.class::isInstance)
                .map(Order.Reboot.class::cast)
                .toList();
        boolean saved = save(observation.time(), !reboots.isEmpty());
        boolean mayReboot = saved || reboots.stream().noneMatch(Order.Reboot::mustBeCounted);
        decision.notes().forEach(this::record);
        decision.answers().stream()
                .map(answer -> mayReboot ? answer : refused(answer, observation))
                .forEach(parts.requests()::answer);
        for (Order order : decision.orders()) {
            switch (order) {
                case Order.ServiceOrder toService ->
                    service(toService.service())
                            .ifPresent(service -> parts.actions().begin(service, toService));
                case Order.Reboot reboot -> reboot(reboot, mayReboot);
                case Order.ForceReboot _ -> parts.reboots().forceReboot();
                case Order.StopFeeding _ -> parts.feeding().stop();
                case Order.ResumeFeeding _ -> parts.feeding().resume();
            }
        }
    }

    /** The policy can't know what the disk says: who asked for the reboot is told the truth. */
    private Answer refused(Answer answer, Observation observation) {
        boolean ofReboot = observation.requests().stream()
                .anyMatch(
                        request -> request instanceof OperatorRequest.RebootDevice && request.id() == answer.request());
        return ofReboot && answer.accepted()
                ? new Answer(
                        answer.request(), false, notCounted() + "; root is obeyed all the same (sudo peace reboot)")
                : answer;
    }

    private String notCounted() {
        return "the reboot is not done, since its count cannot be saved: " + saveProblem.orElse("");
    }

    private void reboot(Order.Reboot reboot, boolean allowed) {
        if (allowed) {
            parts.reboots().reboot(services, reboot.reason());
            return;
        }
        // A reboot that nobody remembers afterwards could be repeated for ever.
        state = new State(Optional.empty(), state.services(), state.history());
        record(new Note(EventKind.REFUSED, Optional.empty(), notCounted()));
    }

    /** Whether what must be remembered is on the disk now. */
    private boolean save(DeviceTime time, boolean must) throws InterruptedException {
        boolean due = time.poweredOn().minus(savedAt).compareTo(SAVE_EVERY) >= 0;
        // The first look saves in any case: from then on a missing file is a loss.
        boolean changed = !saved.equals(Optional.of(state.history()));
        if (!changed && !due && !must) {
            return true;
        }
        try {
            parts.store().save(state.history(), time.poweredOn(), time.uptime());
            saved = Optional.of(state.history());
            savedAt = time.poweredOn();
            saveProblem = Optional.empty();
            return true;
        } catch (IOException problem) {
            String what = String.valueOf(problem.getMessage());
            if (saveProblem.isEmpty()) {
                record(new Note(EventKind.HISTORY_LOST, Optional.empty(), what));
            }
            saveProblem = Optional.of(what);
            // Tried again at the next change or in ten minutes, not each second.
            saved = Optional.of(state.history());
            savedAt = time.poweredOn();
            return false;
        }
    }

    private void record(Note note) {
        parts.journal().record(note.kind(), note.service(), note.reason());
        String line = note.service().map(name -> name + ": ").orElse("") + note.reason();
        switch (note.kind()) {
            case GAVE_UP, REBOOT, FORCED_REBOOT, FEEDING_STOPPED, HISTORY_LOST ->
                parts.log().error(line);
            case STALE, RESTART, RESTART_FAILED, HEARTBEAT_REFUSED, ERROR_STATE, REFUSED, DRY_RUN ->
                parts.log().warn(line);
            default -> parts.log().info(line);
        }
    }

    private Optional<WatchedService> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    private void publish(DeviceTime time) {
        Map<String, Snapshot.ServiceView> views = new LinkedHashMap<>();
        services.forEach(service -> views.put(
                service.name(), new Snapshot.ServiceView(service.unit().last(), service.lastBeat())));
        snapshot = Optional.of(new Snapshot(time, state, views, parts.feeding().isFeeding()));
    }
}
