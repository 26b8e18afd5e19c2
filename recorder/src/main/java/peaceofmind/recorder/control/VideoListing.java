// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoDetails;
import peaceofmind.recorder.storage.VideoStatus;

/** Videos as JSON, each with what can be done with it. */
record VideoListing(Set<String> retained, boolean uploadsEnabled) {

    /** @param total number of all videos, of which these are some */
    JsonObject of(List<VideoDetails> videos, long total) {
        return Json.object()
                .put("total", total)
                .put("videos", videos.stream().map(this::json).toList())
                .build();
    }

    private JsonObject json(VideoDetails details) {
        Video video = details.video();
        Json.ObjectBuilder json = Json.object()
                .put("file", video.fileName())
                .put("status", video.status().columnValue())
                .put("path", video.path().toString())
                .put("upload_attempts", video.uploadAttempts())
                .put("created_at", video.createdAt().map(Instant::toString));
        details.duration().map(Duration::toSeconds).ifPresent(seconds -> json.put("duration_seconds", seconds));
        details.error().ifPresent(error -> json.put("error", error));
        details.camera().ifPresent(camera -> json.put("camera", camera));
        // Other programs write the column, too, and a page makes a link of it.
        details.url().filter(url -> url.matches("https?://[!-~]+")).ifPresent(url -> json.put("url", url));
        boolean isRetained = retained.contains(video.fileName());
        json.put("kept", isRetained);
        Optional<Long> bytes = size(video);
        if (bytes.isPresent()) {
            json.put("bytes", bytes.get());
        } else {
            details.bytes().ifPresent(recorded -> json.put("bytes_recorded", recorded));
            json.put("missing", true);
        }
        return json.put("actions", Json.texts(actions(video.status(), isRetained, bytes.isPresent())))
                .build();
    }

    private static Optional<Long> size(Video video) {
        try {
            return Optional.of(Files.size(video.path()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The commands that would not be refused. */
    private List<String> actions(VideoStatus status, boolean isRetained, boolean hasFile) {
        if (!hasFile && status != VideoStatus.IN_PROGRESS) {
            return List.of(isRetained ? "release" : "delete");
        }
        List<String> actions = new ArrayList<>(List.of(isRetained ? "release" : "keep"));
        boolean uploadable =
                status == VideoStatus.FAILED || status == VideoStatus.CORRUPTED || status == VideoStatus.COMPLETED;
        if (uploadsEnabled && uploadable) {
            actions.add("upload");
        }
        if (status == VideoStatus.COMPLETED && !isRetained) {
            actions.add("delete");
        }
        return actions;
    }
}
