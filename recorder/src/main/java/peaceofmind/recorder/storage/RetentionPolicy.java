package peaceofmind.recorder.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which videos need not be kept: uploaded ones that are older than {@code keepFor}, and the oldest of more than {@code keepVideos}.
 * A video that was not uploaded is never among them, however full the disk is.
 */
public record RetentionPolicy(Duration keepFor, int keepVideos) {

    /** @param uploaded oldest first */
    List<Video> removable(List<Video> uploaded, Instant now) {
        List<Video> removable = new ArrayList<>();
        for (int i = 0; i < uploaded.size(); i++) {
            Video video = uploaded.get(i);
            boolean tooMany = uploaded.size() - i > keepVideos;
            boolean tooOld = video.createdAt()
                    .filter(created -> created.plus(keepFor).isBefore(now))
                    .isPresent();
            if (video.status() == VideoStatus.COMPLETED && (tooMany || tooOld)) {
                removable.add(video);
            }
        }
        return removable;
    }
}
