// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The videos of this package's recorder, which lists them; their files are read directly, and only below its folder. */
final class Videos {

    static final int MAX_PAGE = 200;
    private static final long MAX_OFFSET = 10_000_000;

    private final Optional<RecorderClient> recorder;
    private final Path folder;
    private final ZoneId zone;

    /** @param recorder empty where the packaged recorder is not watched: another program's videos can't be listed */
    Videos(Optional<RecorderClient> recorder, Path folder, ZoneId zone) {
        this.recorder = recorder;
        this.folder = folder;
        this.zone = zone;
    }

    /** A page of videos, newest first. */
    JsonObject list(Optional<String> status, long offset, long limit) throws HttpError {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new HttpError(400, "\"limit\" must be from 1 to " + MAX_PAGE + ".");
        } else if (offset < 0 || offset > MAX_OFFSET) {
            throw new HttpError(400, "\"offset\" must be from 0 to " + MAX_OFFSET + ".");
        }
        Json.ObjectBuilder request =
                Json.object().put("command", "videos").put("offset", offset).put("limit", limit);
        status.ifPresent(value -> request.put("status", value));
        JsonObject reply = send(request);
        return Json.object()
                .put("total", reply.integer("total").orElse(0L))
                .put("offset", offset)
                .put("zone", zone.getId())
                .put("videos", reply.items("videos").reversed())
                .build();
    }

    /** The file of a video. */
    Path find(String name) throws HttpError {
        JsonObject video = send(Json.object().put("command", "videos").put("file", name)).items("videos").stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .filter(one -> one.text("file").equals(Optional.of(name)))
                .findFirst()
                .orElseThrow(() -> new HttpError(404, "There is no such video any more."));
        return video.text("path")
                .flatMap(Videos::parse)
                .filter(this::isVideo)
                .orElseThrow(() -> new HttpError(404, "The file of this video is missing."));
    }

    /** A table that other programs write can name any file; only those in the recorder's folder are served, and no links. */
    private boolean isVideo(Path file) {
        try {
            Path root = folder.toRealPath();
            // Videos are in folders of their own; beside those are the database and its copies.
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && file.toRealPath().startsWith(root)
                    && file.toRealPath().getNameCount() == root.getNameCount() + 2;
        } catch (IOException missing) {
            return false;
        }
    }

    private static Optional<Path> parse(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException invalid) {
            return Optional.empty();
        }
    }

    private JsonObject send(Json.ObjectBuilder request) throws HttpError {
        try {
            return recorder.orElseThrow(() -> new HttpError(409, "The recorder of this package is not watched here."))
                    .send(request);
        } catch (ControlException failure) {
            int status = failure.kind() == ControlException.Kind.REFUSED ? 409 : 503;
            throw new HttpError(status, String.valueOf(failure.getMessage()));
        }
    }
}
