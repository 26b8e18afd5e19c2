package peaceofmind.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.status.Sources.Answer;
import peaceofmind.cli.status.Sources.Answers;
import peaceofmind.cli.terminal.Words;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Makes lines and levels of what the parts said. */
final class Judge {

    private Judge() {}

    /**
     * Judges the answers.
     *
     * @param refuseBelow free bytes below which the recorder refuses
     * @param warnBelow free bytes below which people are told
     */
    static List<Part> judge(Answers answers, long refuseBelow, long warnBelow) {
        List<Part> parts = new ArrayList<>();
        answers.watchdog().value().ifPresent(watchdog -> {
            for (Json item : watchdog.items("services")) {
                if (item instanceof JsonObject service) {
                    parts.add(service(service));
                }
            }
        });
        if (answers.watchdog().value().isEmpty()) {
            parts.add(recorderAlone(answers));
        }
        answers.recorder().value().ifPresent(recorder -> parts.addAll(recording(recorder)));
        parts.add(watchdog(answers.watchdog()));
        parts.addAll(DeviceJudge.metrics(answers.metrics()));
        parts.add(disk(answers.disk(), refuseBelow, warnBelow));
        parts.addAll(DeviceJudge.device(answers.surroundings()));
        DeviceJudge.errors(answers.errors()).ifPresent(parts::add);
        return parts;
    }

    private static Part service(JsonObject service) {
        String name = service.text("name").orElse("service");
        String condition = service.text("condition").orElse("not seen yet");
        Level level = switch (condition) {
            case "healthy" -> Level.HEALTHY;
            case "starting", "restarting", "verifying", "held", "stopping", "error" -> Level.DEGRADED;
            case "silent", "stopped", "gave_up" -> Level.DOWN;
            default -> Level.UNKNOWN;
        };
        Optional<JsonObject> beat = service.object("heartbeat");
        String state = beat.flatMap(json -> json.text("state")).orElse("no heartbeat yet");
        List<String> lines = new ArrayList<>();
        lines.add(condition.replace('_', ' ') + " (" + state + "), last heartbeat "
                + Report.seconds(service.number("silence_seconds").orElse(0.0)) + " ago, limit "
                + Report.seconds(service.number("limit_seconds").orElse(0.0)));
        String pid = service.integer("pid").map(number -> ", process " + number).orElse("");
        String unit = service.text("unit").orElse("unknown");
        lines.add("unit " + unit.replace('_', ' ') + pid + ", "
                + service.integer("restarts_in_window").orElse(0L) + " restarts lately");
        boolean unstable = service.bool("unstable").orElse(false);
        if (unstable) {
            lines.add("starts again and again, not by the watchdog: "
                    + service.integer("starts_by_others_in_window").orElse(0L) + " times lately");
        }
        beat.flatMap(json -> json.text("error")).ifPresent(lines::add);
        return new Part(name, unstable && level == Level.HEALTHY ? Level.DEGRADED : level, lines);
    }

    private static Part recorderAlone(Answers answers) {
        if (answers.recorder().value().isPresent()) {
            String state = answers.recorder().value().get().text("state").orElse("unknown");
            Level level = state.equals("error") ? Level.DEGRADED : Level.HEALTHY;
            return new Part("recorder", level, List.of("it answers: " + state + "; nobody watches it"));
        }
        return new Part("recorder", Level.DOWN, List.of(answers.recorder().problem()));
    }

    private static List<Part> recording(JsonObject recorder) {
        List<Part> parts = new ArrayList<>();
        recorder.text("file")
                .ifPresent(file -> parts.add(new Part(
                        "recording",
                        Level.HEALTHY,
                        List.of(file + ", "
                                + Words.bytes(recorder.integer("recording_bytes").orElse(0L)) + ", "
                                + Report.seconds(recorder.number("left_seconds").orElse(0.0)) + " left"))));
        recorder.integer("upload_queue_size").ifPresent(waiting -> {
            String now = recorder.text("currently_uploading")
                    .map(file -> ", uploading " + file)
                    .orElse("");
            long failed = recorder.integer("videos_failed").orElse(0L);
            String lost = failed > 0 ? ", " + failed + " failed for good" : "";
            Level level = failed > 0 ? Level.DEGRADED : Level.HEALTHY;
            parts.add(new Part("uploads", level, List.of(waiting + " waiting" + now + lost)));
        });
        recorder.bool("internet_connected").ifPresent(connected -> {
            // The network being down is no fault of the device, and nothing is lost by it.
            String words = connected ? "connected" : "no connection; videos wait";
            parts.add(new Part("network", connected ? Level.HEALTHY : Level.DEGRADED, List.of(words)));
        });
        return parts;
    }

    private static Part watchdog(Answer<JsonObject> answer) {
        if (answer.value().isEmpty()) {
            return new Part("watchdog", Level.DEGRADED, List.of(answer.problem()));
        }
        JsonObject watchdog = answer.value().get();
        List<String> lines = new ArrayList<>();
        boolean rebooting = watchdog.bool("reboot_under_way").orElse(false);
        boolean dryRun = watchdog.bool("dry_run").orElse(false);
        long left = watchdog.object("reboots")
                .flatMap(json -> json.integer("left_today"))
                .orElse(0L);
        lines.add((rebooting ? "the device is being rebooted" : dryRun ? "dry run: it does nothing" : "watching") + ", "
                + left + " reboots left today");
        for (Json item : watchdog.items("holds")) {
            if (item instanceof JsonObject hold) {
                lines.add("held: " + hold.text("service").orElse("everything") + ", for "
                        + Report.seconds(hold.number("seconds_left").orElse(0.0)) + " more, by "
                        + hold.text("by").orElse("?"));
            }
        }
        boolean attention = rebooting || dryRun || lines.size() > 1;
        return new Part("watchdog", attention ? Level.DEGRADED : Level.HEALTHY, lines);
    }

    private static Part disk(Answer<Disk> answer, long refuseBelow, long warnBelow) {
        if (answer.value().isEmpty()) {
            return new Part("disk", Level.UNKNOWN, List.of("cannot be looked at: " + answer.problem()));
        }
        Disk disk = answer.value().get();
        String words = Words.bytes(disk.free()) + " free of " + Words.bytes(disk.total()) + " at " + disk.folder();
        if (disk.free() < refuseBelow) {
            return new Part(
                    "disk",
                    Level.DOWN,
                    List.of(words, "too little to record (below " + Words.bytes(refuseBelow) + ")"));
        } else if (disk.free() < warnBelow) {
            return new Part(
                    "disk", Level.DEGRADED, List.of(words, "little room (below " + Words.bytes(warnBelow) + ")"));
        }
        return new Part("disk", Level.HEALTHY, List.of(words));
    }
}
