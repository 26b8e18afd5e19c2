// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.FinishException;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;

/**
 * Removes videos that cannot be played, after a while. Each is checked again first: one that can be played after all, for example since
 * ffmpeg was updated, is uploaded instead, and one that cannot be checked now is kept.
 */
public final class CorruptedCleanUp {

    private final VideoStore store;
    private final Finisher finisher;
    private final Retention retention;
    private final Clock clock;

    /**
     * What is kept for experts.
     *
     * @param maxBytes of all corrupted videos together; the newest one is kept whatever its size
     */
    public record Retention(Duration maxAge, long maxBytes) {}

    public CorruptedCleanUp(VideoStore store, Finisher finisher, Retention retention, Clock clock) {
        this.store = store;
        this.finisher = finisher;
        this.retention = retention;
        this.clock = clock;
    }

    /** Runs once; returns a line for each video that was removed or can be played after all. */
    public List<String> run() throws StorageException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (Video video : expired(store.removable(VideoStatus.CORRUPTED))) {
            try {
                VideoFacts facts = finisher.probe(video.path());
                if (facts.quality() == VideoQuality.VALID) {
                    store.retryUpload(video, true);
                    lines.add(video.fileName() + " can be played after all and is pending");
                } else {
                    store.remove(video);
                    lines.add("removed " + video.fileName() + ", which cannot be played");
                }
            } catch (FinishException notChecked) {
                // Kept until it can be checked.
            }
        }
        return lines;
    }

    /** @param corrupted oldest first */
    private List<Video> expired(List<Video> corrupted) {
        Instant oldestAllowed = clock.now().minus(retention.maxAge());
        List<Video> expired = new ArrayList<>();
        long bytes = 0;
        for (Video video : corrupted.reversed()) {
            boolean tooMuch = bytes > 0 && bytes + size(video) > retention.maxBytes();
            boolean tooOld = video.createdAt()
                    .filter(created -> created.isBefore(oldestAllowed))
                    .isPresent();
            bytes += size(video);
            if (tooMuch || tooOld) {
                expired.addFirst(video);
            }
        }
        return expired;
    }

    private static long size(Video video) {
        try {
            return Files.size(video.path());
        } catch (IOException missing) {
            return 0;
        }
    }
}
