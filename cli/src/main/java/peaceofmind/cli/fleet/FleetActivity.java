// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.cli.fleet.MaintenanceSilences.Maintenance;
import peaceofmind.cli.fleet.rollout.RolloutDevice;
import peaceofmind.cli.fleet.rollout.RolloutJournal;
import peaceofmind.cli.fleet.rollout.RolloutStep;
import peaceofmind.cli.fleet.rollout.RolloutView;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.JsonException;

/**
 * What people do with the fleet: roll-outs that are not finished, or were a short time ago, and groups in maintenance.
 *
 * @param problems what cannot be read, whole sentences
 * @param maintenance empty where no Alertmanager is configured
 */
record FleetActivity(List<RolloutNotice> rollouts, List<String> problems, Optional<List<Maintenance>> maintenance) {

    static final FleetActivity NONE = new FleetActivity(List.of(), List.of(), Optional.empty());

    /** How long one that is finished stays on the page. */
    private static final Duration SHOWN_AFTER_END = Duration.ofHours(24);

    /**
     * A roll-out.
     *
     * @param level {@code up}, {@code degraded} or {@code down}
     * @param details what failed or is not known, one line for each device
     */
    record RolloutNotice(String title, String level, String summary, List<String> details, Instant changedAt) {}

    /** Reads both; what cannot be read is a problem, and no more. */
    static FleetActivity read(List<Path> journals, Optional<MaintenanceSilences> silences, Instant now) {
        List<RolloutNotice> notices = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path journal : journals) {
            try {
                RolloutView.read(journal, RolloutJournal.MAX_BYTES)
                        .flatMap(view -> notice(view, now))
                        .ifPresent(notices::add);
            } catch (IOException | JsonException unreadable) {
                problems.add("The journal " + journal + " cannot be read: " + ErrorText.of(unreadable));
            }
        }
        Optional<List<Maintenance>> maintenance = Optional.empty();
        if (silences.isPresent()) {
            try {
                maintenance = Optional.of(silences.get().current());
            } catch (CommandFailedException unavailable) {
                problems.add("Maintenance is not known: " + unavailable.getMessage());
            }
        }
        return new FleetActivity(List.copyOf(notices), List.copyOf(problems), maintenance);
    }

    private static Optional<RolloutNotice> notice(RolloutView view, Instant now) {
        Optional<Instant> changedAt =
                view.devices().stream().map(RolloutDevice::changedAt).max(Instant::compareTo);
        boolean isFinished = view.devices().stream().allMatch(device -> device.step() == RolloutStep.VERIFIED);
        if (changedAt.isEmpty() || (isFinished && changedAt.get().isBefore(now.minus(SHOWN_AFTER_END)))) {
            return Optional.empty();
        }
        List<RolloutDevice> bad = at(view, RolloutStep.FAILED, RolloutStep.STARTED);
        return Optional.of(new RolloutNotice(
                title(view.command()),
                !at(view, RolloutStep.FAILED).isEmpty() ? "down" : isFinished ? "up" : "degraded",
                FleetRollout.summary(view.devices()),
                bad.stream()
                        .map(device -> device.name() + ": " + FleetRollout.text(device.step())
                                + (device.detail().isEmpty() ? "" : ": " + device.detail()))
                        .toList(),
                changedAt.get()));
    }

    private static List<RolloutDevice> at(RolloutView view, RolloutStep... steps) {
        return view.devices().stream()
                .filter(device -> Stream.of(steps).anyMatch(step -> device.step() == step))
                .toList();
    }

    /** The arguments of a command can be secrets, those of an update are not. */
    private static String title(List<String> command) {
        int to = command.indexOf("--to");
        return command.contains("update") && to >= 0 && to + 1 < command.size()
                ? "Update to " + command.get(to + 1)
                : "Command on many devices";
    }
}
