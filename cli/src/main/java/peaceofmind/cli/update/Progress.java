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
 * @param resumes how often it went on after the device or the command had ended
 * @param why it went back; empty while all is well
 */
record Progress(
        Step step, Optional<String> from, String to, boolean hadNetwork, int resumes, String why, Instant begun) {

    /** A version in whose trial the power goes again and again is taken for the cause. */
    static final int MAX_RESUMES = 2;

    static Progress begin(Optional<String> from, String to, boolean hadNetwork, Instant now) {
        return new Progress(Step.FETCH, from, to, hadNetwork, 0, "", now);
    }

    /** What comes after this step. */
    Progress after(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Ok _ -> at(succeeded());
            case Outcome.Failed failed -> failed(failed.why());
        };
    }

    private Step succeeded() {
        return switch (step) {
            case FETCH -> Step.HOLD;
            case HOLD -> Step.SWITCH;
            case SWITCH -> Step.RESTART;
            case RESTART -> Step.WATCH;
            case WATCH -> Step.RELEASE;
            case RELEASE, DONE -> Step.DONE;
            case SWITCH_BACK -> Step.RESTART_OLD;
            case RESTART_OLD -> Step.RELEASE_OLD;
            case RELEASE_OLD, ROLLED_BACK -> Step.ROLLED_BACK;
            case RELEASE_UNCHANGED, ABANDONED -> Step.ABANDONED;
        };
    }

    private Progress failed(String reason) {
        return switch (step) {
            case FETCH -> because(Step.ABANDONED, reason);
            case HOLD -> because(Step.RELEASE_UNCHANGED, reason);
            case SWITCH, RESTART, WATCH -> because(Step.SWITCH_BACK, reason);
            // A hold that can't be given back ends by itself; a restart that is refused is done by the next boot.
            case RELEASE, DONE -> at(Step.DONE);
            case SWITCH_BACK -> because(Step.SWITCH_BACK, why + "; going back failed: " + reason);
            case RESTART_OLD -> because(Step.RELEASE_OLD, why + "; restarting the old one failed: " + reason);
            case RELEASE_OLD, ROLLED_BACK -> at(Step.ROLLED_BACK);
            case RELEASE_UNCHANGED, ABANDONED -> at(Step.ABANDONED);
        };
    }

    /** Where it goes on after the power, the device or the command had gone in the middle of this step. */
    Progress resumed() {
        return switch (step) {
            case FETCH -> because(Step.ABANDONED, "interrupted before anything was changed");
            case HOLD -> because(Step.RELEASE_UNCHANGED, "interrupted before anything was changed");
            case SWITCH, RESTART, WATCH ->
                resumes >= MAX_RESUMES
                        ? because(Step.SWITCH_BACK, "interrupted " + (resumes + 1) + " times while it was tried")
                        : new Progress(Step.SWITCH, from, to, hadNetwork, resumes + 1, why, begun);
            case RELEASE, DONE, SWITCH_BACK, RESTART_OLD, RELEASE_OLD, ROLLED_BACK, RELEASE_UNCHANGED, ABANDONED ->
                this;
        };
    }

    private Progress at(Step next) {
        return new Progress(next, from, to, hadNetwork, resumes, why, begun);
    }

    private Progress because(Step next, String reason) {
        return new Progress(next, from, to, hadNetwork, resumes, reason, begun);
    }

    JsonObject toJson() {
        return Json.object()
                .put("step", step.word())
                .put("from", from)
                .put("to", to)
                .put("had_network", hadNetwork)
                .put("resumes", resumes)
                .put("why", why)
                .put("begun", begun.getEpochSecond())
                .build();
    }

    static Progress parse(String text) throws JsonException {
        JsonObject json = Json.parseObject(text);
        return new Progress(
                json.text("step").flatMap(Step::ofWord).orElseThrow(() -> new JsonException("no known \"step\"")),
                json.text("from"),
                json.text("to").orElseThrow(() -> new JsonException("no \"to\"")),
                json.bool("had_network").orElse(false),
                json.integer("resumes").orElse(0L).intValue(),
                json.text("why").orElse(""),
                Instant.ofEpochSecond(json.integer("begun").orElse(0L)));
    }
}
