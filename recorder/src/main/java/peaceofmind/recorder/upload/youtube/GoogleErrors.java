// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.QuotaUsedUp;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.http.HttpReply;
import peaceofmind.recorder.upload.http.UploadHttp;

/**
 * What follows from the errors of the YouTube Data API. See developers.google.com/youtube/v3/docs/errors and
 * .../v3/docs/videos/insert#errors.
 */
final class GoogleErrors {

    private static final int MAX_MESSAGE_LENGTH = 200;

    /** A channel's own limit of videos; when it ends is not published. */
    private static final Duration UPLOAD_LIMIT_PAUSE = Duration.ofHours(6);

    private static final Set<String> DAILY_QUOTA = Set.of("quotaExceeded", "dailyLimitExceeded");
    private static final Set<String> RATE = Set.of("rateLimitExceeded", "userRateLimitExceeded");
    private static final Set<String> LOGIN =
            Set.of("authError", "authorizationRequired", "insufficientPermissions", "forbidden", "required", "expired");

    private final String name;
    private final Clock clock;

    /** @param name of the target, for the command that logs in again */
    GoogleErrors(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    UploadResult of(HttpReply reply) {
        String reason = reason(reply).orElse("");
        String details = "YouTube responded with HTTP " + reply.status()
                + (reason.isEmpty() ? "" : " " + reason)
                + message(reply).map(text -> " (" + text + ")").orElse("");
        if (DAILY_QUOTA.contains(reason)) {
            return new QuotaUsedUp(
                    "the daily quota of the Google Cloud project is used up; it is reset at midnight Pacific time",
                    QuotaReset.after(clock.now()));
        } else if (reason.equals("uploadLimitExceeded")) {
            return new QuotaUsedUp(
                    "the channel has reached YouTube's limit of videos a day",
                    clock.now().plus(UPLOAD_LIMIT_PAUSE));
        } else if (RATE.contains(reason)) {
            return new TargetUnavailable(details);
        }
        return owner(reason, reply.status(), details)
                .or(() -> UploadHttp.overloaded(reply, "YouTube", clock))
                .orElseGet(() -> new NotUploaded(details));
    }

    private Optional<UploadResult> owner(String reason, int status, String details) {
        String todo = switch (reason) {
            case "youtubeSignupRequired" ->
                "the Google account has no YouTube channel: create one at youtube.com, or log in with another"
                        + " account (peace recorder login " + name + ")";
            case "accessNotConfigured", "SERVICE_DISABLED" ->
                "the YouTube Data API v3 is not enabled in the Google Cloud project: enable it at"
                        + " console.cloud.google.com";
            case "invalidTitle", "invalidDescription", "invalidTags", "invalidCategoryId", "invalidPrivacy" ->
                details + ": correct title, description, tags or category of this target";
            case "playlistNotFound",
                    "playlistForbidden",
                    "playlistItemsNotAccessible",
                    "playlistContainsMaximumNumberOfVideos" -> details + ": correct playlist of this target";
            case "accountClosed",
                    "accountSuspended",
                    "channelClosed",
                    "channelSuspended",
                    "authenticatedUserAccountClosed",
                    "authenticatedUserAccountSuspended" -> details + ": check the channel at studio.youtube.com";
            default -> LOGIN.contains(reason) || status == 401 ? details + ": peace recorder login " + name : "";
        };
        return todo.isEmpty() ? Optional.empty() : Optional.of(new OwnerNeeded(todo));
    }

    private static Optional<JsonObject> error(HttpReply reply) {
        try {
            return Json.parseObject(reply.body()).object("error");
        } catch (JsonException noJson) {
            return Optional.empty();
        }
    }

    static Optional<String> reason(HttpReply reply) {
        return error(reply)
                .flatMap(error -> error.items("errors").stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .findFirst())
                .flatMap(first -> first.text("reason"))
                .filter(reason -> reason.matches("[A-Za-z_]{1,60}"));
    }

    private static Optional<String> message(HttpReply reply) {
        return error(reply)
                .flatMap(error -> error.text("message"))
                .map(PlainText::of)
                .map(text -> text.substring(0, Math.min(text.length(), MAX_MESSAGE_LENGTH)));
    }
}
