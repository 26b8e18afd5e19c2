// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.status.StatusSources.DiskUsage;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.contract.health.HealthComponent;
import peaceofmind.contract.health.HealthFinding;
import peaceofmind.contract.health.HealthLevel;
import peaceofmind.contract.health.Observed;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The facts beside each finding, for one screen; the levels are those of the findings. */
record StatusParts(StatusSources sources, WatchedProgram program, DeviceHealth health) {

    List<ComponentStatus> parts() {
        List<ComponentStatus> parts = new ArrayList<>();
        sources.watchdog().value().ifPresent(watchdog -> watchdog.services().forEach(one -> parts.add(service(one))));
        if (sources.watchdog().value().isEmpty()) {
            parts.add(unwatched());
        }
        sources.recorder().value().ifPresent(recorder -> parts.addAll(recorder(recorder)));
        network().ifPresent(parts::add);
        parts.add(watchdog());
        MachineParts machine = new MachineParts(sources, health);
        parts.addAll(machine.metrics());
        parts.add(disk());
        parts.add(machine.device());
        machine.errors().ifPresent(parts::add);
        alerts().ifPresent(parts::add);
        return parts;
    }

    private ComponentStatus service(ServiceReport service) {
        Optional<RecorderStatus> beat = service.heartbeat();
        String state = service.isProbed()
                ? "watched by probes"
                : beat.flatMap(RecorderStatus::state).orElse("no heartbeat yet");
        String last = service.isProbed() ? "), last successful probe " : "), last heartbeat ";
        String condition = service.json().text("condition").orElse("not seen yet");
        List<String> lines = new ArrayList<>();
        lines.add(condition.replace('_', ' ') + " (" + state + last + time(service.silence()) + " ago, limit "
                + time(service.limit()));
        String pid = service.json()
                .integer("pid")
                .map(number -> ", process " + number)
                .orElse("");
        String unit = service.json().text("unit").orElse("unknown");
        lines.add("unit " + unit.replace('_', ' ') + pid + ", " + service.restartsInWindow() + " restarts lately");
        if (service.unstable()) {
            lines.add("starts again and again, not by the watchdog: " + service.startsByOthers() + " times lately");
        }
        beat.flatMap(RecorderStatus::error).ifPresent(lines::add);
        lines.addAll(service.probeProblems());
        // While the device reboots, its services are not judged.
        HealthLevel level = health.ofService(service.name())
                .map(HealthFinding::level)
                .orElseGet(() -> level(HealthComponent.WATCHDOG));
        return new ComponentStatus(service.name(), level, lines);
    }

    /** While the watchdog does not respond, only the packaged recorder can be asked how it is. */
    private ComponentStatus unwatched() {
        if (!program.isPackagedRecorder()) {
            return new ComponentStatus(program.name(), HealthLevel.UNKNOWN, List.of("nobody watches it"));
        }
        Observed<RecorderStatus> recorder = sources.recorder();
        if (recorder.value().isEmpty()) {
            return new ComponentStatus("recorder", HealthLevel.DOWN, List.of(recorder.problem()));
        }
        String state = recorder.value().get().state().orElse("unknown");
        return new ComponentStatus(
                "recorder", level(HealthComponent.SERVICE), List.of("it answers: " + state + "; nobody watches it"));
    }

    /** A line more for each target that uploads at the moment, or that cannot. */
    private static List<String> uploadLines(String summary, JsonObject recorder) {
        List<String> lines = new ArrayList<>(List.of(summary));
        for (Json item : recorder.items("uploads")) {
            if (item instanceof JsonObject upload) {
                UploadLine.of(upload).ifPresent(lines::add);
            }
        }
        return lines;
    }

    private List<ComponentStatus> recorder(RecorderStatus recorder) {
        List<ComponentStatus> parts = new ArrayList<>();
        JsonObject json = recorder.json();
        Optional<ComponentStatus> cameras = CameraLines.of(recorder);
        cameras.ifPresent(parts::add);
        json.text("file")
                .filter(_ -> cameras.isEmpty())
                .ifPresent(file -> parts.add(new ComponentStatus(
                        "recording",
                        HealthLevel.UP,
                        recordingLines(
                                file + ", "
                                        + HumanFormat.bytes(
                                                json.integer("recording_bytes").orElse(0L)) + ", "
                                        + time(recorder.left().orElse(Duration.ZERO)) + " left",
                                json))));
        recorder.waitingUploads().ifPresent(waiting -> {
            String now = json.text("currently_uploading")
                    .map(file -> ", uploading " + file)
                    .orElse("");
            long failed = recorder.failedUploads().orElse(0L);
            String lost = failed > 0 ? ", " + failed + " failed for good" : "";
            parts.add(new ComponentStatus(
                    "uploads", level(HealthComponent.UPLOADS), uploadLines(waiting + " waiting" + now + lost, json)));
        });
        recorder.internetConnected()
                .filter(_ -> network().isEmpty())
                .ifPresent(connected -> parts.add(new ComponentStatus(
                        "network",
                        level(HealthComponent.NETWORK),
                        List.of(connected ? "connected" : "no connection; videos wait"))));
        return parts;
    }

    /** What the layers show; empty if the agent does not check them. */
    private Optional<ComponentStatus> network() {
        return sources.watchdog()
                .value()
                .flatMap(watchdog -> watchdog.json().object("network"))
                .flatMap(network -> network.text("sentence").map(sentence -> networkLines(network, sentence)))
                .map(lines -> new ComponentStatus("network", level(HealthComponent.NETWORK), lines));
    }

    private static List<String> networkLines(JsonObject network, String sentence) {
        List<String> lines = new ArrayList<>();
        lines.add(sentence.isEmpty() ? "every layer that is known works" : sentence);
        network.text("running").ifPresent(running -> lines.add("being repaired: " + running));
        network.text("not_now_because").ifPresent(reason -> lines.add("not repaired now: " + reason));
        return lines;
    }

    private static List<String> recordingLines(String file, JsonObject json) {
        String figures = RecordingFiguresText.of(json);
        return figures.isEmpty() ? List.of(file) : List.of(file, figures);
    }

    private ComponentStatus watchdog() {
        HealthLevel level = level(HealthComponent.WATCHDOG);
        if (sources.watchdog().value().isEmpty()) {
            return new ComponentStatus(
                    "watchdog", level, List.of(sources.watchdog().problem()));
        }
        WatchdogStatus watchdog = sources.watchdog().value().get();
        List<String> lines = new ArrayList<>();
        String does = watchdog.rebootUnderWay()
                ? "the device is being rebooted"
                : watchdog.dryRun() ? "dry run: it does nothing" : "watching";
        lines.add(does
                + watchdog.rebootsLeft()
                        .map(left -> ", " + left + " reboots left today")
                        .orElse(""));
        watchdog.holds()
                .forEach(hold -> lines.add("held: " + hold.service().orElse("everything") + ", for " + time(hold.left())
                        + " more, by " + hold.by()));
        return new ComponentStatus("watchdog", level, lines);
    }

    private ComponentStatus disk() {
        HealthLevel level =
                health.of(HealthComponent.DISK).map(HealthFinding::level).orElse(HealthLevel.UNKNOWN);
        List<String> lines = new ArrayList<>();
        Optional<DiskUsage> usage = sources.disk().value();
        lines.add(usage.map(disk -> HumanFormat.bytes(disk.free()) + " free of " + HumanFormat.bytes(disk.total())
                        + " at " + disk.folder())
                .orElse("cannot be read: " + sources.disk().problem()));
        sentence(HealthComponent.DISK).ifPresent(lines::add);
        return new ComponentStatus("disk", level, lines);
    }

    private Optional<ComponentStatus> alerts() {
        List<HealthFinding> firing = health.findings().stream()
                .filter(finding -> finding.component() == HealthComponent.ALERT)
                .toList();
        return firing.isEmpty()
                ? Optional.empty()
                : Optional.of(new ComponentStatus(
                        "alerts",
                        level(HealthComponent.ALERT),
                        firing.stream().map(HealthFinding::sentence).toList()));
    }

    private Optional<String> sentence(HealthComponent component) {
        return health.of(component).map(HealthFinding::sentence).filter(text -> !text.isEmpty());
    }

    private HealthLevel level(HealthComponent component) {
        return health.of(component).map(HealthFinding::level).orElse(HealthLevel.UP);
    }

    private static String time(Duration time) {
        return HealthReport.formatSeconds(time.toMillis() / 1000.0);
    }
}
