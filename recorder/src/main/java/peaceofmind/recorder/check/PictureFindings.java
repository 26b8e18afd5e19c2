// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.check;

import java.time.Duration;
import java.util.Optional;

/**
 * What the checks of pictures and sound have found; empty is what is unknown or not checked.
 *
 * @param blackFor recorded time since the last picture that was not black
 * @param frozenFor recorded time in which the picture has stood still
 * @param silentFor recorded time since the last sound that was not silent
 * @param soundLevel mean level of the last sample, in dBFS
 */
public record PictureFindings(
        Optional<Duration> blackFor,
        Optional<Duration> frozenFor,
        Optional<Duration> silentFor,
        Optional<Double> soundLevel) {

    /** Nothing is known. */
    public static final PictureFindings UNKNOWN =
            new PictureFindings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** While nothing is being recorded: the level of the last sound says nothing then, while a fault is not over. */
    PictureFindings withoutLevel() {
        return new PictureFindings(blackFor, frozenFor, silentFor, Optional.empty());
    }
}
