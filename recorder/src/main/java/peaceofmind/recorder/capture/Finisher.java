package peaceofmind.recorder.capture;

import java.nio.file.Path;

/** Turns a raw capture into an ordinary video. */
public interface Finisher {

    /**
     * Copies the streams of a raw capture (Matroska, perhaps torn at its end) into a fast-start MP4. The target appears whole and
     * durable or not at all (temporary file beside it, fsync, rename); the raw file stays.
     *
     * @throws FinishException when nothing playable came of it, the disk is full, or it took too long
     */
    VideoFacts finish(Path rawFile, Path target) throws FinishException, InterruptedException;

    /**
     * Validates a video. A bad video is an answer, not an exception.
     *
     * @throws FinishException when the check itself could not be made: no ffprobe, no permission, no answer in time
     */
    VideoFacts probe(Path video) throws FinishException, InterruptedException;
}
