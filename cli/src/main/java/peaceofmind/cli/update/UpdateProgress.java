package peaceofmind.cli.update;

import java.time.Instant;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * How far an update has come: what stands on the disk, so that it goes on, or back, after a power cut. Pure: each step is named here and
 * done elsewhere, and doing one twice is the same as doing it once.
 *
 * @param from empty when nothing was installed before
 * @param hadNetwork whether the network was there before: then the new version must not lose it
 * @param resumeCount how often it went on after the device or the command had ended
 * @param failureReason it went back; empty while all is well
 */
record UpdateProgress(
        UpdateStep step, Optional<String> from, String to, boolean hadNetwork, int resumeCount, String failureReason, Instant startedAt) {

    /** A version in whose trial the power goes again and again is taken for the cause. */
    static final int MAX_RESUMES = 2;

    static UpdateProgress start(Optional<String> from, String to, boolean hadNetwork, Instant now) {
        return new UpdateProgress(UpdateStep.FETCH, from, to, hadNetwork, 0, "", now);
    }

    /** What comes after this step. */
    UpdateProgress after(StepResult result) {
        return switch (result) {
            case StepResult.Ok _ -> withStep(afterSuccess());
            case StepResult.Failed failed -> afterFailure(failed.reason());
        };
    }

    private UpdateStep afterSuccess() {
        return switch (step) {
            case FETCH -> UpdateStep.HOLD;
            case HOLD -> UpdateStep.SWITCH;
            case SWITCH -> UpdateStep.RESTART;
            case RESTART -> UpdateStep.WATCH;
            case WATCH -> UpdateStep.RELEASE;
            case RELEASE, DONE -> UpdateStep.DONE;
            case SWITCH_BACK -> UpdateStep.RESTART_OLD;
            case RESTART_OLD -> UpdateStep.RELEASE_OLD;
            case RELEASE_OLD, ROLLED_BACK -> UpdateStep.ROLLED_BACK;
            case RELEASE_UNCHANGED, ABANDONED -> UpdateStep.ABANDONED;
        };
    }

    private UpdateProgress afterFailure(String reason) {
        return switch (step) {
            case FETCH -> withStep(UpdateStep.ABANDONED, reason);
            case HOLD -> withStep(UpdateStep.RELEASE_UNCHANGED, reason);
            case SWITCH, RESTART, WATCH -> withStep(UpdateStep.SWITCH_BACK, reason);
            // A hold that can't be given back ends by itself; a restart that is refused is done by the next boot.
            case RELEASE, DONE -> withStep(UpdateStep.DONE);
            case SWITCH_BACK -> withStep(UpdateStep.SWITCH_BACK, failureReason + "; going back failed: " + reason);
            case RESTART_OLD -> withStep(UpdateStep.RELEASE_OLD, failureReason + "; restarting the old one failed: " + reason);
            case RELEASE_OLD, ROLLED_BACK -> withStep(UpdateStep.ROLLED_BACK);
            case RELEASE_UNCHANGED, ABANDONED -> withStep(UpdateStep.ABANDONED);
        };
    }

    /** Where it goes on after the power, the device or the command had gone in the middle of this step. */
    UpdateProgress resumed() {
        return switch (step) {
            case FETCH -> withStep(UpdateStep.ABANDONED, "interrupted before anything was changed");
            case HOLD -> withStep(UpdateStep.RELEASE_UNCHANGED, "interrupted before anything was changed");
            case SWITCH, RESTART, WATCH ->
                resumeCount >= MAX_RESUMES
                        ? withStep(UpdateStep.SWITCH_BACK, "interrupted " + (resumeCount + 1) + " times while it was tried")
                        : new UpdateProgress(UpdateStep.SWITCH, from, to, hadNetwork, resumeCount + 1, failureReason, startedAt);
            case RELEASE, DONE, SWITCH_BACK, RESTART_OLD, RELEASE_OLD, ROLLED_BACK, RELEASE_UNCHANGED, ABANDONED ->
                this;
        };
    }

    private UpdateProgress withStep(UpdateStep next) {
        return new UpdateProgress(next, from, to, hadNetwork, resumeCount, failureReason, startedAt);
    }

    private UpdateProgress withStep(UpdateStep next, String reason) {
        return new UpdateProgress(next, from, to, hadNetwork, resumeCount, reason, startedAt);
    }

    JsonObject toJson() {
        return Json.object()
                .put("step", step.label())
                .put("from", from)
                .put("to", to)
                .put("had_network", hadNetwork)
                .put("resumes", resumeCount)
                .put("why", failureReason)
                .put("begun", startedAt.getEpochSecond())
                .build();
    }

    static UpdateProgress parse(String text) throws JsonException {
        JsonObject json = Json.parseObject(text);
        return new UpdateProgress(
                json.text("step").flatMap(UpdateStep::ofLabel).orElseThrow(() -> new JsonException("no known \"step\"")),
                json.text("from"),
                json.text("to").orElseThrow(() -> new JsonException("no \"to\"")),
                json.bool("had_network").orElse(false),
                json.integer("resumes").orElse(0L).intValue(),
                json.text("why").orElse(""),
                Instant.ofEpochSecond(json.integer("begun").orElse(0L)));
    }
}
