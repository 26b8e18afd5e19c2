// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Waits for what a recording should become; its problem, if it has one, ends the wait and fails the test. */
final class AwaitedSession {

    private AwaitedSession() {}

    /** The device's timeouts. On a busy machine a good stream can be late, so what is about one has more time. */
    static CaptureSettings settings(boolean isPatient) {
        return new CaptureSettings(
                "ffmpeg",
                "ffprobe",
                "libx264",
                Optional.empty(),
                Duration.ofMillis(500),
                Duration.ofSeconds(isPatient ? 60 : 5),
                Duration.ofSeconds(isPatient ? 60 : 10));
    }

    static void awaitBytes(CaptureSession session, long bytes) {
        awaitUnlessItFails(session, () -> session.bytes() > bytes);
    }

    static void awaitPicture(CaptureSession session) {
        awaitUnlessItFails(session, session::hasPicture);
    }

    static void awaitElapsed(CaptureSession session, Duration elapsed) {
        awaitUnlessItFails(session, () -> session.elapsed().compareTo(elapsed) >= 0);
    }

    static void awaitUnlessItFails(CaptureSession session, BooleanSupplier condition) {
        await().until(() -> session.problem().isPresent() || condition.getAsBoolean());
        assertThat(session.problem()).isEmpty();
    }
}
