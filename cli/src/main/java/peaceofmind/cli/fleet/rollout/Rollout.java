// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import peaceofmind.cli.fleet.rollout.FleetHealth.Condition;
import peaceofmind.cli.fleet.rollout.FleetHealth.Observation;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.foundation.time.Clock;

/**
 * Takes the devices of a journal in batches: canaries, then 10 %, then the rest. The devices of a batch run the command at the same time,
 * and are verified before the next batch. Stops after the batch in which one fails. A device that cannot be reached is deferred, which is
 * no failure, and does not count as a canary.
 */
public final class Rollout {

    private final RolloutJournal journal;
    private final RolloutLimits limits;
    private final RemoteShell shell;
    private final FleetHealth health;
    private final Clock clock;
    private final Consumer<String> out;
    private volatile boolean stopping;

    /** @param out receives each line of progress; may be called by several threads */
    public Rollout(
            RolloutJournal journal,
            RolloutLimits limits,
            RemoteShell shell,
            FleetHealth health,
            Clock clock,
            Consumer<String> out) {
        this.journal = journal;
        this.limits = limits;
        this.shell = shell;
        this.health = health;
        this.clock = clock;
        this.out = out;
    }

    /** Starts no further device. Those that have been started are in the journal. */
    public void stop() {
        stopping = true;
    }

    /**
     * Runs until all is done, or one fails.
     *
     * @return why it stopped; empty when there is nothing left that could be started
     */
    public Optional<String> run() throws IOException, InterruptedException {
        // Those of an interrupted roll-out were changed already: what they are like now is no standard.
        Optional<String> problem = verify(journal.at(RolloutStep.SUCCEEDED), Map.of());
        while (problem.isEmpty() && !stopping) {
            Map<String, Observation> before;
            try {
                before = health.read();
            } catch (CommandFailedException unavailable) {
                return Optional.of("cannot read how the devices are: " + unavailable.getMessage());
            }
            List<RolloutDevice> batch = nextBatch(before);
            if (batch.isEmpty()) {
                return Optional.empty();
            }
            problem = runBatch(batch, before);
        }
        return problem.or(() -> Optional.of("interrupted"));
    }

    private Optional<String> runBatch(List<RolloutDevice> batch, Map<String, Observation> before)
            throws IOException, InterruptedException {
        List<RolloutDevice> after = runOnEach(batch);
        List<RolloutDevice> failed = at(after, RolloutStep.FAILED);
        List<RolloutDevice> lost = at(after, RolloutStep.STARTED);
        if (!failed.isEmpty()) {
            return Optional.of("the command failed on " + names(failed));
        } else if (!lost.isEmpty()) {
            return Optional.of("the result is not known of " + names(lost));
        }
        return verify(at(after, RolloutStep.SUCCEEDED), before);
    }

    private static List<RolloutDevice> at(List<RolloutDevice> devices, RolloutStep step) {
        return devices.stream().filter(device -> device.step() == step).toList();
    }

    static String names(List<RolloutDevice> devices) {
        return String.join(", ", devices.stream().map(RolloutDevice::name).toList());
    }

    /** Devices that are away are deferred here; the others in their order, within the limits. */
    private List<RolloutDevice> nextBatch(Map<String, Observation> observed) throws IOException {
        int size = limits.batchSize(
                journal.devices().size(), journal.at(RolloutStep.VERIFIED).size());
        Map<String, Integer> byCustomer = new HashMap<>();
        List<RolloutDevice> batch = new ArrayList<>();
        for (RolloutDevice device : journal.at(RolloutStep.PENDING)) {
            Observation now = observed.getOrDefault(device.name(), Observation.NONE);
            if (now.condition() == Condition.AWAY) {
                set(device.with(RolloutStep.DEFERRED, String.join(" ", now.findings()), clock.now()));
                continue;
            }
            int ofCustomer = byCustomer.getOrDefault(device.customer(), 0);
            if (batch.size() < size && (device.customer().isEmpty() || ofCustomer < limits.perCustomer())) {
                batch.add(device);
                byCustomer.put(device.customer(), ofCustomer + 1);
            }
        }
        return batch;
    }

    /** Returns how far each is; waits for all. */
    private List<RolloutDevice> runOnEach(List<RolloutDevice> batch) throws IOException, InterruptedException {
        Queue<RolloutDevice> after = new ConcurrentLinkedQueue<>();
        Queue<IOException> unsaved = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (RolloutDevice device : batch) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    after.add(runOn(device));
                } catch (IOException unwritable) {
                    unsaved.add(unwritable);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!unsaved.isEmpty()) {
            throw unsaved.remove();
        }
        return List.copyOf(after);
    }

    private RolloutDevice runOn(RolloutDevice device) throws IOException, InterruptedException {
        // On disk before anything happens: whatever ends this process, the device is known to be in an unknown state.
        journal.set(device.with(RolloutStep.STARTED, "", clock.now()));
        long startedNanos = clock.nanoTime();
        RemoteShell.Result result = shell.run(device.name(), journal.command());
        Instant now = clock.now();
        String took = HumanFormat.duration(Duration.ofNanos(clock.nanoTime() - startedNanos));
        RolloutDevice after = switch (result) {
            case RemoteShell.Exited exited -> {
                exited.output().lines().forEach(line -> print(device, line));
                yield exited.exitCode() == 0
                        ? device.with(RolloutStep.SUCCEEDED, "in " + took, now)
                        : device.with(
                                RolloutStep.FAILED, "exit code " + exited.exitCode() + lastLine(exited.output()), now);
            }
            case RemoteShell.NotReached away -> device.with(RolloutStep.DEFERRED, away.reason(), now);
            case RemoteShell.Lost lost -> device.with(RolloutStep.STARTED, lost.reason(), now);
        };
        set(after);
        return after;
    }

    private static String lastLine(String output) {
        String last = output.lines().filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
        return last.isEmpty() ? "" : ": " + last;
    }

    private void set(RolloutDevice device) throws IOException {
        journal.set(device);
        String text = switch (device.step()) {
            case PENDING, STARTED -> "result not known: ";
            case SUCCEEDED -> "command succeeded ";
            case VERIFIED -> "verified ";
            case FAILED -> "FAILED: ";
            case DEFERRED -> "deferred, not reached: ";
        };
        print(device, text + device.detail());
    }

    private void print(RolloutDevice device, String line) {
        out.accept(device.name() + ": " + line);
    }

    /** Returns why the next batch must not start. */
    private Optional<String> verify(List<RolloutDevice> devices, Map<String, Observation> before)
            throws IOException, InterruptedException {
        if (devices.isEmpty()) {
            return Optional.empty();
        }
        if (limits.verifyFor().isZero()) {
            for (RolloutDevice device : devices) {
                set(device.with(RolloutStep.VERIFIED, "by the exit code only", clock.now()));
            }
            return Optional.empty();
        }
        out.accept("Verifying " + names(devices) + " for " + HumanFormat.duration(limits.verifyFor()) + " ...");
        Map<String, Instant> changedAt = new HashMap<>();
        devices.forEach(device -> changedAt.put(device.name(), device.changedAt()));
        Verification.Result result = new Verification(health, clock, limits.verifyFor(), changedAt, before).run();
        for (RolloutDevice device : devices) {
            Optional<String> failure = Optional.ofNullable(result.failed().get(device.name()));
            if (failure.isPresent()) {
                set(device.with(RolloutStep.FAILED, "after the command: " + failure.get(), clock.now()));
            } else if (result.well().contains(device.name())) {
                set(device.with(RolloutStep.VERIFIED, "for " + HumanFormat.duration(limits.verifyFor()), clock.now()));
            }
        }
        if (!result.failed().isEmpty()) {
            return Optional.of("not well after the command: "
                    + String.join(", ", result.failed().keySet()));
        }
        return result.unknownReason().map(reason -> "cannot verify: " + reason);
    }
}
