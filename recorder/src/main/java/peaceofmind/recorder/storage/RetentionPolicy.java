// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which videos have expired: uploaded ones that are older than {@code maxAge}, and the oldest uploaded ones in excess of {@code
 * maxCount}. Videos that have not been uploaded never expire, however full the disk is.
 *
 * @param history how long the row of an uploaded video is kept after the video was made, with or without its file
 */
public record RetentionPolicy(Duration maxAge, int maxCount, Duration history) {

    /** @param uploaded oldest first */
    List<Video> removable(List<Video> uploaded, Instant now) {
        List<Video> removable = new ArrayList<>();
        for (int i = 0; i < uploaded.size(); i++) {
            Video video = uploaded.get(i);
            boolean tooMany = uploaded.size() - i > maxCount;
            boolean tooOld = video.createdAt()
                    .filter(created -> created.plus(maxAge).isBefore(now))
                    .isPresent();
            if (video.status() == VideoStatus.COMPLETED && (tooMany || tooOld)) {
                removable.add(video);
            }
        }
        return removable;
    }
}
