// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.capture.FfmpegPictures;
import peaceofmind.recorder.capture.LatestPicture;

/** The latest picture of a running recording, one request at a time: the recordings need the processor. */
public final class PreviewCommand {

    private static final long DEFAULT_MAX_WIDTH = 960;
    private static final long WIDTH_LIMIT = 4096;

    /** Two people who watch need not notice each other. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(3);

    private record CachedPicture(LatestPicture picture, long maxWidth, String base64) {}

    private final Function<Optional<String>, Optional<LatestPicture>> latestPicture;
    private final FfmpegPictures pictures;
    private final Semaphore permit = new Semaphore(1);

    /** Of each camera, and of no camera's name in particular. */
    private final Map<Optional<String>, CachedPicture> cached = new ConcurrentHashMap<>();

    /** @param latestPicture of a camera's running recording, of any without a name; empty while there is none */
    public PreviewCommand(Function<Optional<String>, Optional<LatestPicture>> latestPicture, FfmpegPictures pictures) {
        this.latestPicture = latestPicture;
        this.pictures = pictures;
    }

    /**
     * A JPEG image in Base64, at most {@code max_width} pixels wide (default 960), and the file that it is of; of {@code camera}, where there
     * are several.
     */
    JsonObject run(JsonObject request) throws ControlException {
        long maxWidth = request.integer("max_width").orElse(DEFAULT_MAX_WIDTH);
        if (maxWidth < 16 || maxWidth > WIDTH_LIMIT) {
            throw new ControlException(Kind.REFUSED, "\"max_width\" must be from 16 to " + WIDTH_LIMIT);
        }
        Optional<String> camera = request.text("camera");
        LatestPicture latest = latestPicture
                .apply(camera)
                .orElseThrow(() -> new ControlException(
                        Kind.REFUSED,
                        camera.map(name -> "no picture of " + name + ": it is not being recorded")
                                .orElse("nothing is being recorded: there is no picture")));
        Optional<String> known = cachedPicture(camera, latest, maxWidth);
        return reply(latest, known.isPresent() ? known.get() : decode(camera, latest, maxWidth));
    }

    private Optional<String> cachedPicture(Optional<String> camera, LatestPicture latest, long maxWidth) {
        return Optional.ofNullable(cached.get(camera))
                .filter(earlier -> earlier.picture().file().equals(latest.file())
                        && earlier.picture().start() == latest.start()
                        && earlier.maxWidth() == maxWidth)
                .map(CachedPicture::base64);
    }

    private String decode(Optional<String> camera, LatestPicture latest, long maxWidth) throws ControlException {
        try {
            if (!permit.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ControlException(Kind.REFUSED, "another picture is being decoded: try again");
            }
        } catch (InterruptedException closing) {
            throw stopping();
        }
        try {
            // Somebody else may have waited for the same one.
            Optional<String> known = cachedPicture(camera, latest, maxWidth);
            if (known.isPresent()) {
                return known.get();
            }
            String base64 = pictures.jpeg(latest, (int) maxWidth)
                    .map(Base64.getEncoder()::encodeToString)
                    .orElseThrow(() -> new ControlException(
                            Kind.REFUSED, "the picture cannot be decoded: the recording may have just ended"));
            cached.put(camera, new CachedPicture(latest, maxWidth, base64));
            return base64;
        } catch (InterruptedException closing) {
            throw stopping();
        } finally {
            permit.release();
        }
    }

    private static ControlException stopping() {
        Thread.currentThread().interrupt();
        return new ControlException(Kind.REFUSED, "the recorder is stopping");
    }

    private static JsonObject reply(LatestPicture latest, String base64) {
        return Json.object()
                .put("file", String.valueOf(latest.file().getFileName()))
                .put("jpeg", base64)
                .build();
    }
}
