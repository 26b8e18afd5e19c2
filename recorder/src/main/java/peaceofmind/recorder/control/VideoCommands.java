// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.storage.CleanUp;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;

/** The socket's commands about videos. They access the store directly, and work even when the main loop hangs. */
public final class VideoCommands {

    private static final long MAX_LIST_LIMIT = 1000;
    private static final int MAX_NAMES_IN_MESSAGE = 5;

    private final Supplier<Optional<VideoStore>> store;
    private final RetentionPolicy retention;
    private final boolean uploadsEnabled;
    private final Clock clock;

    /**
     * Creates the commands.
     *
     * @param store empty until it is open
     * @param uploadsEnabled whether uploads are configured
     */
    public VideoCommands(
            Supplier<Optional<VideoStore>> store, RetentionPolicy retention, boolean uploadsEnabled, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.uploadsEnabled = uploadsEnabled;
        this.clock = clock;
    }

    /**
     * Lists the newest {@code limit} videos (default 50), oldest first, optionally only those with {@code status}, without the {@code
     * offset} newest ones; or only the video {@code file}.
     */
    JsonObject list(JsonObject request) throws ControlException {
        long limit = request.integer("limit").orElse(50L);
        long offset = request.integer("offset").orElse(0L);
        if (limit < 1 || limit > MAX_LIST_LIMIT) {
            throw new ControlException(Kind.REFUSED, "\"limit\" must be from 1 to " + MAX_LIST_LIMIT);
        } else if (offset < 0) {
            throw new ControlException(Kind.REFUSED, "\"offset\" must not be negative");
        }
        Optional<String> requestedStatus = request.text("status");
        Optional<VideoStatus> status = requestedStatus.flatMap(VideoStatus::fromColumnValue);
        if (requestedStatus.isPresent() && status.isEmpty()) {
            throw new ControlException(Kind.REFUSED, "\"" + requestedStatus.get() + "\" is not a status of a video");
        }
        try {
            VideoListing listing = new VideoListing(requireStore().retained().names(), uploadsEnabled);
            Optional<String> file = request.text("file");
            return file.isPresent()
                    ? listing.of(
                            requireStore().details(file.get()).stream().toList(),
                            requireStore().count())
                    : listing.of(
                            requireStore().page(status, limit, offset),
                            status.isPresent()
                                    ? requireStore().count(status.get())
                                    : requireStore().count());
        } catch (StorageException problem) {
            throw toControlException(problem);
        }
    }

    /** Never removes the video {@code file} automatically from now on, or does so again. */
    JsonObject setRetained(JsonObject request, boolean retain) throws ControlException {
        String file = requiredFile(request);
        try {
            if (!requireStore().setRetained(file, retain)) {
                throw retain && requireStore().find(file).isPresent()
                        ? new ControlException(Kind.REFUSED, "the file of " + file + " is missing: nothing can be kept")
                        : unknownVideo(file);
            }
            return Json.object()
                    .put("message", file + (retain ? " is kept for ever" : " is kept as long as other videos"))
                    .build();
        } catch (StorageException problem) {
            throw toControlException(problem);
        }
    }

    /** Removes the video {@code file}, which must have been uploaded. */
    JsonObject delete(JsonObject request) throws ControlException {
        String file = requiredFile(request);
        try {
            Optional<String> refusal = requireStore().deleteUploaded(file);
            if (refusal.isPresent()) {
                throw new ControlException(Kind.REFUSED, file + " is not deleted: " + refusal.get());
            }
            return Json.object().put("message", "deleted: " + file).build();
        } catch (StorageException problem) {
            throw toControlException(problem);
        }
    }

    private static String requiredFile(JsonObject request) throws ControlException {
        return request.text("file")
                .orElseThrow(() -> new ControlException(Kind.REFUSED, "\"file\" is missing: the name of a video"));
    }

    private static ControlException unknownVideo(String file) {
        return new ControlException(Kind.REFUSED, "no video \"" + file + "\": peace videos list shows all");
    }

    /** Queues the video {@code file}, even one that is corrupted or uploaded, or every failed one for another upload. */
    JsonObject upload(JsonObject request) throws ControlException {
        if (!uploadsEnabled) {
            throw new ControlException(
                    Kind.REFUSED, "uploads are not configured: set recorder.upload; until then videos stay pending");
        }
        try {
            List<String> queued = new ArrayList<>();
            for (Video video : selectVideos(request.text("file"))) {
                if (requireStore().retryUpload(video, request.text("file").isPresent())) {
                    queued.add(video.fileName());
                }
            }
            return message(queued, "queued again", "nothing to queue: " + reasonForNone(request.text("file")));
        } catch (StorageException problem) {
            throw toControlException(problem);
        }
    }

    private String reasonForNone(Optional<String> file) throws StorageException, ControlException {
        boolean removed = file.isPresent()
                && selectVideos(file).stream()
                        .anyMatch(video -> video.status() == VideoStatus.COMPLETED && Files.notExists(video.path()));
        return removed
                ? "it has been uploaded, and its file was removed here"
                : "pending videos are uploaded automatically";
    }

    private List<Video> selectVideos(Optional<String> file) throws StorageException, ControlException {
        if (file.isEmpty()) {
            return requireStore().all();
        }
        return List.of(requireStore().find(file.get()).orElseThrow(() -> unknownVideo(file.get())));
    }

    /** Removes uploaded videos that have expired; never any others. */
    JsonObject clean() throws ControlException {
        try {
            List<String> removed = new CleanUp(requireStore(), retention, clock).run();
            return message(
                    removed,
                    "removed",
                    "nothing to remove: only uploaded videos beyond the configured retention are removed");
        } catch (StorageException problem) {
            throw toControlException(problem);
        }
    }

    private static JsonObject message(List<String> names, String action, String ifEmpty) {
        String listed = String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMES_IN_MESSAGE)));
        String more =
                names.size() > MAX_NAMES_IN_MESSAGE ? " and " + (names.size() - MAX_NAMES_IN_MESSAGE) + " more" : "";
        return Json.object()
                .put("message", names.isEmpty() ? ifEmpty : action + ": " + listed + more)
                .put("videos", Json.texts(names))
                .build();
    }

    private VideoStore requireStore() throws ControlException {
        return store.get()
                .orElseThrow(() -> new ControlException(Kind.REFUSED, "the storage is not open yet: see peace status"));
    }

    private static ControlException toControlException(StorageException problem) {
        return new ControlException(Kind.REFUSED, String.valueOf(problem.getMessage()));
    }
}
