// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.List;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/**
 * The sound of one recording.
 *
 * @param source what is recorded; {@code None} also while sound is left out because of an earlier failure
 * @param wanted whether the recording should have sound
 */
record SessionSound(SoundSource source, boolean wanted) {

    private static final String NEXT = "; recording continues without sound for 10 min";

    boolean isRecorded() {
        return !(source instanceof SoundSource.None);
    }

    boolean isLeftOut() {
        return wanted && !isRecorded();
    }

    /** What follows the reason of a failure that the sound may explain. */
    String afterFailure() {
        return isRecorded() ? NEXT + ", which may be what is missing" : "";
    }

    /** The failure when ffmpeg has exited because of the sound device. */
    Optional<CaptureProblem> deviceProblem(List<String> lastLines) {
        return source instanceof SoundSource.Device device
                ? lastLines.stream()
                        .filter(line -> isAbout(device, line))
                        .findFirst()
                        .map(line -> new CaptureProblem(
                                Kind.DIED, device + " cannot be recorded: " + line.replaceAll("^\\[.*?] ", "") + NEXT))
                : Optional.empty();
    }

    private static boolean isAbout(SoundSource.Device device, String line) {
        return line.contains("[" + device.format() + " @") || line.contains(device.input() + ":");
    }
}
