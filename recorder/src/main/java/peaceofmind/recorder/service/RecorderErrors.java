// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.Optional;
import peaceofmind.foundation.log.Log;

/** Why the recorder can't work now, and how often that has changed. For use by the main loop only. */
final class RecorderErrors {

    private final VideoWork videoWork;
    private final Log log;
    private Optional<String> current = Optional.empty();
    private Optional<String> soundProblem = Optional.empty();
    private int count;

    /** @param videoWork increments the persistent counter */
    RecorderErrors(VideoWork videoWork, Log log) {
        this.videoWork = videoWork;
        this.log = log;
    }

    Optional<String> current() {
        return current;
    }

    boolean isPresent() {
        return current.isPresent();
    }

    /** Since the program started. */
    int total() {
        return count;
    }

    /** It can't work because of that. Counted and logged, unless that is already known. */
    void report(String reason) {
        boolean lasts = current.equals(Optional.of(reason));
        current = Optional.of(reason);
        if (!lasts) {
            increment(reason);
        }
    }

    /** An error that does not keep it from working. */
    void increment(String reason) {
        log.error(reason);
        count++;
        videoWork.countError();
    }

    /** A later check of the same cause found that reason. */
    void update(String reason) {
        current = Optional.of(reason);
    }

    /** Logs a change of what is missing in the current recording; not an error that keeps it from working. */
    void updateSound(Optional<String> problem) {
        if (!problem.equals(soundProblem)) {
            log.warn(problem.orElse("recording with sound again"));
            soundProblem = problem;
        }
    }

    void clear() {
        if (current.isPresent()) {
            log.info("the cause of the error is gone");
            current = Optional.empty();
        }
    }
}
