// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import peaceofmind.foundation.time.Clock;

/** A recorder in its own process, which a test kills. */
final class RecordForever {

    private RecordForever() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Capture capture =
                new FfmpegCapture(CaptureSettings.defaults("libx264"), Clock.system(), folder.resolve("state"));
        capture.start(new CaptureSource.TestPattern(320, 180, 10), folder.resolve("raw.mkv"));
        new CountDownLatch(1).await();
    }
}
