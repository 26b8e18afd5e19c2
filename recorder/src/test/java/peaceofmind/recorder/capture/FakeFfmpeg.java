// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;

/** Shell scripts in place of ffmpeg. */
final class FakeFfmpeg {

    private FakeFfmpeg() {}

    /** Creates an executable script with that name in an existing folder. */
    static Path script(Path folder, String name, String text) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Checks twenty times a second, with timeouts of one second. */
    static CaptureSettings settings(String ffmpeg, String ffprobe) {
        return settings(ffmpeg, ffprobe, Duration.ofSeconds(1));
    }

    /** Likewise, but a recording may stall for this long. */
    static CaptureSettings settings(String ffmpeg, String ffprobe, Duration stallTimeout) {
        return new CaptureSettings(
                ffmpeg,
                ffprobe,
                "libx264",
                Optional.empty(),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                stallTimeout);
    }
}
