package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.Optional;

/**
 * What ffprobe says about a video file.
 *
 * @param duration of the video stream; empty when it can't be told
 * @param problem why it is not valid, in words; empty when it is
 */
public record VideoFacts(long bytes, Optional<Duration> duration, VideoQuality quality, Optional<String> problem) {}
