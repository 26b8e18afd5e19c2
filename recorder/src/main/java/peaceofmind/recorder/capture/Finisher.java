// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Path;

/** Converts a raw recording to an ordinary video. */
public interface Finisher {

    /**
     * Copies the streams of a raw recording (Matroska, possibly truncated) to a fast-start MP4. The target appears complete and durable
     * or not at all (temporary file beside it, fsync, rename); the raw file is kept.
     *
     * @throws FinishException when there is nothing playable, the disk is full, or it took too long
     */
    VideoFacts finish(Path rawFile, Path target) throws FinishException, InterruptedException;

    /**
     * Validates a video. An invalid video is a result, not an exception.
     *
     * @throws FinishException when the check itself failed: no ffprobe, no permission, timeout
     */
    VideoFacts probe(Path video) throws FinishException, InterruptedException;
}
