// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.time.Instant;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * How far an update has come, as saved on disk: after a power cut it continues or rolls back from there. Pure: a step is named here and
 * performed elsewhere, and every step is idempotent.
 *
 * @param from empty when nothing was installed before
 * @param beforeFrom the version before {@code from}, which is the one to go back to if this update fails; empty if it is not known
 * @param hadNetwork whether the device was online before: then the new version must be online, too
 * @param resumeCount how often it was resumed after the device or the command had stopped
 * @param failureReason why it was rolled back; empty while all is well
 */
record UpdateProgress(
        UpdateStep step,
        Optional<String> from,
        Optional<String> beforeFrom,
        String to,
        boolean hadNetwork,
        int resumeCount,
        String failureReason,
        Instant startedAt) {

    /** The year 9999. */
    private static final long MAX_EPOCH_SECONDS = 253_402_300_800L;

    /** A version during whose trial the power is cut repeatedly counts as the cause. */
    static final int MAX_RESUMES = 2;

    /** @param last the update before this one, if it is known */
    static UpdateProgress start(
            Optional<String> from, String to, Optional<UpdateProgress> last, boolean hadNetwork, Instant now) {
        Optional<String> beforeFrom = last.flatMap(UpdateProgress::previousVersion);
        return new UpdateProgress(UpdateStep.FETCH, from, beforeFrom, to, hadNetwork, 0, "", now);
    }

    /** The version before the one that runs after this update, also if it failed; empty if it is not known. */
    Optional<String> previousVersion() {
        return step == UpdateStep.DONE ? from : beforeFrom;
    }

    /** The progress after this step. */
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
            // A hold that cannot be released expires automatically; a restart that is refused happens at the next boot.
            case RELEASE, DONE -> withStep(UpdateStep.DONE);
            case SWITCH_BACK -> withStep(UpdateStep.SWITCH_BACK, failureReason + "; rollback failed: " + reason);
            case RESTART_OLD ->
                withStep(UpdateStep.RELEASE_OLD, failureReason + "; restarting the old version failed: " + reason);
            case RELEASE_OLD, ROLLED_BACK -> withStep(UpdateStep.ROLLED_BACK);
            case RELEASE_UNCHANGED, ABANDONED -> withStep(UpdateStep.ABANDONED);
        };
    }

    /** Where to continue when the power, the device or the command failed during this step. */
    UpdateProgress resumed() {
        return switch (step) {
            case FETCH -> withStep(UpdateStep.ABANDONED, "interrupted before anything was changed");
            case HOLD -> withStep(UpdateStep.RELEASE_UNCHANGED, "interrupted before anything was changed");
            case SWITCH, RESTART, WATCH ->
                resumeCount >= MAX_RESUMES
                        ? withStep(
                                UpdateStep.SWITCH_BACK, "interrupted " + (resumeCount + 1) + " times during its trial")
                        : new UpdateProgress(
                                UpdateStep.SWITCH,
                                from,
                                beforeFrom,
                                to,
                                hadNetwork,
                                resumeCount + 1,
                                failureReason,
                                startedAt);
            case RELEASE, DONE, SWITCH_BACK, RESTART_OLD, RELEASE_OLD, ROLLED_BACK, RELEASE_UNCHANGED, ABANDONED ->
                this;
        };
    }

    private UpdateProgress withStep(UpdateStep next) {
        return new UpdateProgress(next, from, beforeFrom, to, hadNetwork, resumeCount, failureReason, startedAt);
    }

    private UpdateProgress withStep(UpdateStep next, String reason) {
        return new UpdateProgress(next, from, beforeFrom, to, hadNetwork, resumeCount, reason, startedAt);
    }

    JsonObject toJson() {
        return Json.object()
                .put("step", step.label())
                .put("from", from)
                .put("before_from", beforeFrom)
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
                json.text("step")
                        .flatMap(UpdateStep::ofLabel)
                        .orElseThrow(() -> new JsonException("no known \"step\"")),
                json.text("from"),
                json.text("before_from"),
                json.text("to").orElseThrow(() -> new JsonException("no \"to\"")),
                json.bool("had_network").orElse(false),
                json.integer("resumes").orElse(0L).intValue(),
                json.text("why").orElse(""),
                Instant.ofEpochSecond(json.integer("begun")
                        .filter(UpdateProgress::isPlausible)
                        .orElse(0L)));
    }

    /** A damaged number may be out of an instant's range. */
    private static boolean isPlausible(long epochSeconds) {
        return epochSeconds >= 0 && epochSeconds < MAX_EPOCH_SECONDS;
    }
}
