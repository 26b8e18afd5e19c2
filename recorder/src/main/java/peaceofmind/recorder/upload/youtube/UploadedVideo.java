// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.Refused;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.http.HttpReply;

/** What follows an upload: whether the channel really has the video, of the right size, and its place in a playlist. */
final class UploadedVideo {

    private final Endpoints endpoints;
    private final YouTubeApi api;
    private final GoogleErrors errors;

    UploadedVideo(Endpoints endpoints, YouTubeApi api, GoogleErrors errors) {
        this.endpoints = endpoints;
        this.api = api;
        this.errors = errors;
    }

    /**
     * Asks YouTube for the video.
     *
     * @return false when it does not know it (yet)
     * @throws UploadStoppedException it has another one than was sent, or did not accept it
     */
    boolean verify(String id, long bytes) throws IOException, InterruptedException, UploadStoppedException {
        HttpReply reply = api.get(URI.create(endpoints.api() + "/videos?part=status,fileDetails&id=" + id));
        if (!reply.isSuccess()) {
            throw new UploadStoppedException(errors.of(reply));
        }
        Optional<JsonObject> video = AccessTokens.json(reply).items("items").stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .findFirst();
        if (video.isEmpty()) {
            return false;
        }
        JsonObject status =
                video.get().object("status").orElseGet(() -> Json.object().build());
        Optional<UploadResult> refusal = refusal(status);
        if (refusal.isPresent()) {
            throw new UploadStoppedException(refusal.get());
        }
        Optional<Long> stored = video.get()
                .object("fileDetails")
                .flatMap(details -> details.text("fileSize"))
                .filter(size -> size.matches("\\d{1,18}"))
                .map(Long::parseLong);
        if (stored.filter(size -> size != bytes).isPresent()) {
            throw new UploadStoppedException(
                    new NotUploaded("YouTube has " + stored.get() + " of " + bytes + " bytes of the video " + id));
        }
        return true;
    }

    private static Optional<UploadResult> refusal(JsonObject status) {
        String reason = status.text("rejectionReason")
                .or(() -> status.text("failureReason"))
                .filter(text -> text.matches("[A-Za-z]{1,60}"))
                .orElse("no reason");
        return switch (status.text("uploadStatus").orElse("")) {
            case "rejected" -> Optional.of(new Refused("YouTube rejected it: " + reason));
            case "failed" ->
                Optional.of(
                        reason.equals("uploadAborted")
                                ? new NotUploaded("YouTube aborted the upload")
                                : new Refused("YouTube cannot process it: " + reason));
            default -> Optional.empty();
        };
    }

    void addToPlaylist(String id, String playlist) throws IOException, InterruptedException, UploadStoppedException {
        JsonObject item = Json.object()
                .put(
                        "snippet",
                        Json.object()
                                .put("playlistId", playlist)
                                .put(
                                        "resourceId",
                                        Json.object()
                                                .put("kind", "youtube#video")
                                                .put("videoId", id)
                                                .build())
                                .build())
                .build();
        HttpReply reply = api.post(
                URI.create(endpoints.api() + "/playlistItems?part=snippet"),
                Map.of("Content-Type", "application/json; charset=UTF-8"),
                item);
        if (!reply.isSuccess()) {
            throw new UploadStoppedException(errors.of(reply));
        }
    }
}
