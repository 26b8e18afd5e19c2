// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.CameraFormat.Encoding;
import peaceofmind.recorder.capture.CaptureSource.Camera;

/** Chooses the format of a camera before each recording: another one may have been connected. Not thread-safe. */
final class CameraSelection {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_OUTPUT_BYTES = 256 * 1024;

    private final String ffmpeg;
    private final CameraFormatMemory memory;
    private Optional<Encoding> lastChoice = Optional.empty();

    CameraSelection(String ffmpeg, Clock clock) {
        this.ffmpeg = ffmpeg;
        this.memory = new CameraFormatMemory(clock);
    }

    /** The last recording got no picture. */
    void lastFailed() {
        lastChoice.ifPresent(memory::failed);
    }

    /** The source as it is recorded; unchanged when nothing is left to be chosen, or the camera does not say what it offers. */
    CaptureSource select(CaptureSource source) throws InterruptedException {
        lastChoice = Optional.empty();
        if (!(source instanceof Camera camera) || !camera.format().isIncomplete()) {
            return source;
        }
        Optional<CameraFormatChoice> choice =
                CameraFormatChoice.of(modes(camera.device().toString()), camera.format(), memory.avoided());
        if (choice.isEmpty()) {
            return source;
        }
        CameraFormat format = choice.get().format();
        lastChoice = camera.format().encoding().isEmpty() ? format.encoding() : Optional.empty();
        return source.withFormat(format);
    }

    private List<CameraMode> modes(String device) throws InterruptedException {
        List<CameraMode> modes = modesOf(CameraListing.command(device));
        return modes.isEmpty() ? modesOf(CameraListing.ffmpegCommand(ffmpeg, device)) : modes;
    }

    private static List<CameraMode> modesOf(List<String> command) throws InterruptedException {
        return Subprocess.run(command, TIMEOUT, MAX_OUTPUT_BYTES) instanceof Subprocess.Exited exited
                ? CameraListing.parse(exited.output() + "\n" + exited.errorOutput())
                : List.of();
    }
}
