// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.rollout.FleetHealth;
import peaceofmind.cli.fleet.rollout.FleetHealth.Condition;
import peaceofmind.cli.fleet.rollout.FleetHealth.Observation;
import peaceofmind.cli.fleet.rollout.Rollout;
import peaceofmind.cli.fleet.rollout.RolloutDevice;
import peaceofmind.cli.fleet.rollout.RolloutJournal;
import peaceofmind.cli.fleet.rollout.RolloutStep;
import peaceofmind.cli.fleet.rollout.SshShell;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;

/** What {@code peace fleet run} and {@code peace fleet update} share: choosing devices, the journal, and what is printed. */
final class FleetRollout {

    private static final String CANARY_GROUP = "canary";
    private static final int SOME_LEFT = 1;

    private final FleetRolloutOptions options;
    private final String name;
    private final PrintWriter out;
    private final Clock clock;

    /** @param name of the command, {@code run} or {@code update} */
    FleetRollout(FleetRolloutOptions options, String name, PrintWriter out, Clock clock) {
        this.options = options;
        this.name = name;
        this.out = out;
        this.clock = clock;
    }

    /**
     * Runs a command on the devices that the options select.
     *
     * @param command with its arguments; empty with {@code --resume}, which takes the last one's
     * @return the exit code: 0 when every device is verified
     */
    int run(List<String> command) throws ConfigException, CommandFailedException, IOException, InterruptedException {
        Optional<String> mistake = options.problem();
        if (mistake.isPresent()) {
            throw new CommandFailedException(mistake.get());
        }
        FleetInventory inventory = options.selection.readInventory();
        try (PrometheusApi api = new PrometheusApi(inventory.prometheus());
                RolloutJournal journal = RolloutJournal.open(journalFile())) {
            FleetHealth health = () -> observations(fleet(inventory, api));
            if (options.resume) {
                resume(journal, command);
            } else {
                List<RolloutDevice> devices = choose(fleet(inventory, api));
                if (options.planOnly) {
                    devices.forEach(device -> out.println(device.name() + (device.isCanary() ? ": canary" : "")));
                    return 0;
                }
                start(journal, command, devices);
            }
            return execute(journal, health);
        }
    }

    private int execute(RolloutJournal journal, FleetHealth health) throws IOException, InterruptedException {
        int canaries =
                (int) journal.devices().stream().filter(RolloutDevice::isCanary).count();
        Rollout rollout = new Rollout(
                journal,
                options.limits(canaries),
                new SshShell(options.user, Duration.ofMinutes(options.timeoutMinutes)),
                health,
                clock,
                this::print);
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            rollout.stop();
            print("Interrupted. What was started runs on there. " + resumeHint(journal));
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Optional<String> stopped = rollout.run();
            return report(journal, stopped);
        } finally {
            removeHook(hook);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // It runs already.
            assert shuttingDown != null;
        }
    }

    private synchronized void print(String line) {
        out.println(PlainText.of(line));
    }

    private Path journalFile() {
        return options.journal.orElseGet(() -> usualJournal(name));
    }

    /** Where the journal is unless another place was named. */
    static Path usualJournal(String name) {
        return Path.of(System.getProperty("user.home")).resolve(".local/state/peace/fleet-" + name + ".json");
    }

    private List<FleetDevice> fleet(FleetInventory inventory, PrometheusApi api) throws CommandFailedException {
        return new FleetReader(inventory, clock.now(), api::query).read();
    }

    private static Map<String, Observation> observations(List<FleetDevice> fleet) {
        Map<String, Observation> observations = new HashMap<>();
        fleet.forEach(device -> observations.put(
                device.name(), new Observation(condition(device.state()), device.lastSeen(), device.findings())));
        return observations;
    }

    private static Condition condition(FleetState state) {
        return switch (state) {
            case SILENT, NEVER_SEEN -> Condition.AWAY;
            case DOWN -> Condition.DOWN;
            case DEGRADED -> Condition.DEGRADED;
            case UP -> Condition.WELL;
        };
    }

    /** Canaries first, then those that are well; each by name. */
    private List<RolloutDevice> choose(List<FleetDevice> fleet) throws CommandFailedException {
        Set<String> names = fleet.stream().map(FleetDevice::name).collect(Collectors.toSet());
        for (String device : options.devices) {
            if (!names.contains(device)) {
                throw new CommandFailedException("no device \"" + device + "\" is in the inventory");
            }
        }
        List<FleetDevice> selected = fleet.stream()
                .filter(device -> options.devices.isEmpty() || options.devices.contains(device.name()))
                .filter(device -> options.selection.selects(device.device()))
                .toList();
        List<FleetDevice> strangers =
                selected.stream().filter(device -> !device.isListed()).toList();
        if (!strangers.isEmpty()) {
            print("Left out, because the inventory does not list them: "
                    + strangers.stream().map(FleetDevice::name).collect(Collectors.joining(", ")));
        }
        Instant now = clock.now();
        List<RolloutDevice> devices = selected.stream()
                .filter(FleetDevice::isListed)
                .sorted(Comparator.comparing(
                                (FleetDevice device) -> !device.device().isOf(CANARY_GROUP))
                        .thenComparing(device -> condition(device.state()))
                        .thenComparing(FleetDevice::name))
                .map(device -> RolloutDevice.pending(
                        device.name(),
                        device.device().customer().orElse(""),
                        device.device().isOf(CANARY_GROUP),
                        now))
                .toList();
        if (devices.isEmpty()) {
            throw new CommandFailedException("no device of the inventory is selected");
        }
        return devices;
    }

    private void start(RolloutJournal journal, List<String> command, List<RolloutDevice> devices)
            throws IOException, CommandFailedException {
        if (journal.isUnfinished() && !options.startNew) {
            throw new CommandFailedException("the last one is not finished: " + summary(journal.devices()) + ". "
                    + resumeHint(journal) + " To forget it: --new");
        }
        journal.start(command, devices);
    }

    private void resume(RolloutJournal journal, List<String> command) throws IOException, CommandFailedException {
        if (journal.devices().isEmpty()) {
            throw new CommandFailedException("there is nothing to resume in " + journal.file());
        } else if (!command.isEmpty() && !command.equals(journal.command())) {
            throw new CommandFailedException("the last one ran another command: " + String.join(" ", journal.command())
                    + ". Resume without a command, or start with --new");
        }
        journal.retry(clock.now());
        if (options.repeat) {
            journal.repeatStarted(clock.now());
        }
    }

    private String resumeHint(RolloutJournal journal) {
        return "To continue: peace fleet " + name + " --resume"
                + options.selection
                        .inventory()
                        .file()
                        .map(file -> " --inventory " + file)
                        .orElse("")
                + options.journal.map(_ -> " --journal " + journal.file()).orElse("");
    }

    /** How many are how far. */
    static String summary(List<RolloutDevice> devices) {
        List<String> parts = new ArrayList<>();
        for (RolloutStep step : RolloutStep.values()) {
            long count =
                    devices.stream().filter(device -> device.step() == step).count();
            if (count > 0) {
                parts.add(count + " " + text(step));
            }
        }
        return devices.size() + (devices.size() == 1 ? " device: " : " devices: ") + String.join(", ", parts);
    }

    /** How far a device is, for people. */
    static String text(RolloutStep step) {
        return switch (step) {
            case PENDING -> "not started";
            case STARTED -> "started, result not known";
            case SUCCEEDED -> "changed, not verified";
            case VERIFIED -> "verified";
            case FAILED -> "failed";
            case DEFERRED -> "away";
        };
    }

    /** Says what is left, by name. */
    private int report(RolloutJournal journal, Optional<String> stopped) {
        stopped.ifPresent(reason -> print("STOPPED: " + reason));
        print(summary(journal.devices()));
        boolean isLeft = false;
        for (RolloutStep step : RolloutStep.values()) {
            List<RolloutDevice> devices = journal.devices().stream()
                    .filter(device -> device.step() == step)
                    .toList();
            if (step != RolloutStep.VERIFIED && !devices.isEmpty()) {
                isLeft = true;
                print(text(step) + ": "
                        + devices.stream().map(RolloutDevice::name).collect(Collectors.joining(", ")));
            }
        }
        if (isLeft) {
            print(resumeHint(journal));
        }
        return isLeft ? SOME_LEFT : 0;
    }
}
