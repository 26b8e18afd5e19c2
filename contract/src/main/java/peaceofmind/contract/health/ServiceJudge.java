// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.event.ServicePhrase;

/** Judges one service by what the watchdog knows of it. */
record ServiceJudge(DeviceSnapshot snapshot, WatchdogStatus watchdog, ServiceReport service) {

    /** A beat comes each second: one that is late by less is the machine's business. */
    private static final Duration LATE = Duration.ofSeconds(8);

    HealthFinding judge() {
        return service.condition()
                .map(this::judge)
                .orElseGet(() -> finding(
                        HealthLevel.UNKNOWN, "The watchdog has not observed " + within() + " yet.", "Wait a moment."));
    }

    private HealthFinding judge(ServiceCondition condition) {
        return switch (condition) {
            case HEALTHY -> service.unstable() ? unstable() : secondInstance().orElseGet(this::healthy);
            case STARTING -> service.unstable() ? unstable() : inProgress(first() + " is starting.");
            case SILENT -> silent();
            case RESTARTING, VERIFYING -> restarting();
            case STOPPING -> inProgress(first() + " is being stopped, as asked for.");
            case STOPPED -> stopped();
            case HELD -> held();
            case GAVE_UP -> gaveUp();
            case UNREADABLE -> unreadable();
            case REFUSED -> refused();
            case UNKNOWN -> unknown();
            case ERROR -> error();
        };
    }

    private HealthFinding healthy() {
        if (service.silence().compareTo(LATE.plus(service.beatInterval())) < 0) {
            return service.heartbeat()
                    .flatMap(beat -> partlyRecording(name(), beat))
                    .orElseGet(() -> finding(HealthLevel.UP, "", ""));
        }
        return inProgress("No word from " + within() + " for " + HealthPhrases.time(service.silence())
                + ". It is restarted after " + HealthPhrases.time(service.limit()) + "." + probes());
    }

    /** Of a recorder of several cameras, some of which fail; empty when none does, or none is recorded. */
    static Optional<HealthFinding> partlyRecording(String name, RecorderStatus recorder) {
        return recorder.cameraProblem()
                .map(problem -> new HealthFinding(
                        HealthComponent.SERVICE,
                        name,
                        HealthLevel.DEGRADED,
                        false,
                        HealthPhrases.sentence("Not every camera is recorded: " + problem),
                        "Check that camera and its cable (step 7 of the runbook)."));
    }

    private Optional<HealthFinding> secondInstance() {
        return service.json()
                .text("second_instance")
                .map(writer -> finding(
                        HealthLevel.DEGRADED,
                        "Two programs write the heartbeat of " + within() + ": also " + writer
                                + ", which does not belong to it.",
                        "Stop the second one, or give it a heartbeat of its own: its beats hide whether " + within()
                                + " works."));
    }

    private HealthFinding unstable() {
        if (service.startsByOthers() == 0) {
            return finding(
                    HealthLevel.DEGRADED,
                    first() + " does not stay up: restarts help, but not for long.",
                    "Find in its log why it freezes or ends (step 2 of the runbook).");
        }
        return finding(
                HealthLevel.DEGRADED,
                first() + " keeps exiting shortly after it was started: " + service.startsByOthers() + " times lately.",
                "Find in its log why it ends (step 2 of the runbook).");
    }

    private HealthFinding silent() {
        return finding(
                HealthLevel.DOWN,
                "No word from " + within() + " since " + lastBeat() + "." + probes() + reboots(),
                "The watchdog keeps trying. If it does not come back within 10 minutes, restart everything (step 3 of the runbook).");
    }

    private HealthFinding restarting() {
        if (isRequested()) {
            return inProgress(first() + " is being restarted, as asked for.");
        }
        long most = Math.max(1, service.maxRestarts());
        long tried = Math.clamp(service.restartsInWindow(), 1, most);
        boolean frozen = service.silence().compareTo(service.limit()) >= 0;
        String what = frozen ? "Frozen for " + HealthPhrases.time(service.silence()) : first() + " ended unexpectedly";
        HealthFinding restarting = inProgress(what + ", restarting, try " + tried + " of " + most + ".");
        return new HealthFinding(
                restarting.component(),
                restarting.subject(),
                restarting.level(),
                true,
                restarting.sentence(),
                "Wait: this takes less than a minute.");
    }

    private HealthFinding stopped() {
        String when = last(EventKind.OPERATOR_STOPPED)
                .map(at -> " at " + HealthPhrases.clock(snapshot, at))
                .orElse("");
        return finding(
                HealthLevel.DOWN,
                first() + " was stopped on purpose" + when + ". It stays so until somebody starts it.",
                "Start it when the work is done: peace watchdog start " + name() + ", or the button on the page.");
    }

    private HealthFinding held() {
        Duration left = watchdog.holds().stream()
                .filter(hold -> hold.covers(name()))
                .map(HoldReport::left)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
        return finding(
                HealthLevel.DEGRADED,
                "No word from " + within() + " since " + lastBeat() + ". Nothing is done: on hold for "
                        + HealthPhrases.time(left) + " more.",
                "End the hold if the work is done (peace release): the watchdog takes over at once.");
    }

    private HealthFinding gaveUp() {
        String check = snapshot.program().isPackagedRecorder()
                ? "check the camera (step 7) and the disk (step 6)."
                : "check its log (step 2) and the disk (step 6).";
        return finding(
                HealthLevel.DOWN,
                "No word from " + within() + " since " + lastBeat() + "." + reboots() + " Needs you: see step 4.",
                "Restarts and reboots did not help. Read the last incident's evidence (peace incidents), then reboot"
                        + " by hand (step 4 of the runbook); " + check);
    }

    private HealthFinding unreadable() {
        return finding(
                HealthLevel.DEGRADED,
                first() + " is alive, but its heartbeat cannot be read: " + heartbeatFault() + ".",
                "Correct what it writes (see the README): nothing is restarted for this.");
    }

    private HealthFinding refused() {
        return finding(
                HealthLevel.DOWN,
                first() + " cannot be watched: " + heartbeatFault() + ".",
                "Correct heartbeat or heartbeat_owner in peace.yaml, or the file: until then nothing is restarted.");
    }

    private HealthFinding unknown() {
        return finding(
                HealthLevel.DEGRADED,
                "Nobody can say whether " + within() + " works: " + heartbeatFault() + ".",
                "Correct what keeps its probes from working on this machine: until then nothing is restarted.");
    }

    /** What those of its probes met that do not succeed; empty without probes. */
    private String probes() {
        String problems = String.join("; ", service.probeProblems());
        return problems.isEmpty() ? "" : " " + capital(problems) + ".";
    }

    private String heartbeatFault() {
        return service.json().text("heartbeat_fault").orElse("see the last event");
    }

    private HealthFinding error() {
        String why = snapshot.recorder()
                .value()
                .flatMap(RecorderStatus::error)
                .or(() -> service.heartbeat().flatMap(RecorderStatus::error))
                .orElse("its heartbeat says error");
        return error(name(), why);
    }

    /** Of a service that beats and can't work. */
    static HealthFinding error(String name, String why) {
        String lower = why.toLowerCase(Locale.ROOT);
        String nextStep = "Read its log (peace logs; step 2 of the runbook).";
        if (lower.contains("camera") || lower.contains("ffmpeg") || lower.contains("/dev/video")) {
            nextStep = "Check the camera and its cable (step 7 of the runbook).";
        } else if (lower.contains("room")
                || lower.contains("space")
                || lower.contains("disk")
                || lower.contains("storage")) {
            nextStep = "Make room on the disk (step 6 of the runbook).";
        }
        return new HealthFinding(
                HealthComponent.SERVICE,
                name,
                HealthLevel.DOWN,
                false,
                HealthPhrases.sentence(ServicePhrase.first(name) + " is alive but can't work: " + why),
                nextStep);
    }

    private String reboots() {
        Instant dayAgo = snapshot.ago(Duration.ofDays(1));
        long reboots = snapshot.events().stream()
                .filter(event ->
                        event.kind() == EventKind.REBOOT && event.time().isAfter(dayAgo))
                .count();
        return reboots == 0 ? "" : reboots == 1 ? " Rebooted once." : " Rebooted " + reboots + " times.";
    }

    /** Whether the last restart was a person's wish. */
    private boolean isRequested() {
        for (Event event : snapshot.events().reversed()) {
            if (event.service().filter(name()::equals).isPresent()) {
                switch (event.kind().role()) {
                    case OPENS, CLOSES -> {
                        return false;
                    }
                    case CONTINUES -> {
                        if (event.kind() == EventKind.OPERATOR_REQUEST) {
                            return true;
                        }
                    }
                    case JOINS_OR_STANDS_ALONE, STANDS_ALONE, UNRELATED -> {}
                }
            }
        }
        return false;
    }

    private Optional<Instant> last(EventKind kind) {
        return snapshot.events().reversed().stream()
                .filter(event -> event.kind() == kind
                        && event.service().filter(name()::equals).isPresent())
                .findFirst()
                .map(Event::time);
    }

    private String lastBeat() {
        return HealthPhrases.clock(snapshot, snapshot.ago(service.silence()));
    }

    private HealthFinding inProgress(String sentence) {
        return new HealthFinding(HealthComponent.SERVICE, name(), HealthLevel.DEGRADED, true, sentence, "");
    }

    private HealthFinding finding(HealthLevel level, String sentence, String nextStep) {
        return new HealthFinding(HealthComponent.SERVICE, name(), level, false, sentence, nextStep);
    }

    private String name() {
        return service.name();
    }

    /** The service as the subject of a sentence. */
    private String first() {
        return ServicePhrase.first(name());
    }

    private String within() {
        return ServicePhrase.within(name());
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
