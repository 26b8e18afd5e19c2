// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.Optional;

/**
 * How a recording proceeds.
 *
 * @param frameRate pictures per second of the last seconds; empty while unknown
 * @param encoderSpeed recorded time per time, of the last seconds: below 1 the encoder can't keep up; empty while unknown
 * @param framesDropped by ffmpeg since the start of the recording
 */
public record CaptureFigures(Optional<Double> frameRate, Optional<Double> encoderSpeed, long framesDropped) {

    /** Nothing is known yet. */
    public static final CaptureFigures UNKNOWN = new CaptureFigures(Optional.empty(), Optional.empty(), 0);
}
