// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.recorder.capture.FinishException;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;

/** A finisher without ffmpeg: a raw file that starts with "bad" becomes an invalid video, one with "nothing" none at all. */
final class FakeFinisher implements Finisher {

    Optional<String> environmentError = Optional.empty();
    Optional<String> probeError = Optional.empty();

    @Override
    public VideoFacts finish(Path rawFile, Path target) throws FinishException {
        if (environmentError.isPresent()) {
            throw FinishException.retryable(environmentError.get());
        }
        try {
            String text = Files.readString(rawFile);
            if (text.startsWith("nothing")) {
                throw FinishException.unplayable("no stream");
            }
            Files.writeString(target, text);
            return probe(target);
        } catch (IOException failed) {
            throw FinishException.retryable(ErrorText.of(failed));
        }
    }

    @Override
    public VideoFacts probe(Path video) throws FinishException {
        if (probeError.isPresent()) {
            throw FinishException.retryable(probeError.get());
        }
        try {
            boolean invalid = Files.readString(video).startsWith("bad");
            return new VideoFacts(
                    Files.size(video),
                    Optional.of(Duration.ofSeconds(60)),
                    invalid ? VideoQuality.CORRUPTED : VideoQuality.VALID,
                    invalid ? Optional.of("it is bad") : Optional.empty());
        } catch (IOException failed) {
            throw FinishException.retryable(ErrorText.of(failed));
        }
    }
}
