// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.util.Optional;
import peaceofmind.recorder.capture.CaptureFigures;
import peaceofmind.recorder.capture.CaptureSession;
import peaceofmind.recorder.capture.LatestPicture;

/** The recording that was started last, for those who only observe it. Never blocks. Thread-safe. */
final class CurrentRecording {

    private Optional<CaptureSession> session = Optional.empty();
    private long droppedEarlier;

    synchronized void started(CaptureSession newSession) {
        closeSession();
        session = Optional.of(newSession);
    }

    /** It has stopped; a newer one may have been started before. */
    synchronized void stopped(CaptureSession stoppedSession) {
        if (session.equals(Optional.of(stoppedSession))) {
            closeSession();
        }
    }

    private void closeSession() {
        droppedEarlier +=
                session.map(current -> current.figures().framesDropped()).orElse(0L);
        session = Optional.empty();
    }

    /** Rate and speed of the running recording, and the frames that all of them have dropped since the program started. */
    synchronized CaptureFigures figures() {
        CaptureFigures current = session.map(CaptureSession::figures).orElse(CaptureFigures.UNKNOWN);
        return new CaptureFigures(
                current.frameRate(), current.encoderSpeed(), droppedEarlier + current.framesDropped());
    }

    /** Empty while nothing is being recorded, and before its first picture. */
    synchronized Optional<LatestPicture> latestPicture() {
        return session.filter(current -> current.problem().isEmpty()).flatMap(CaptureSession::latestPicture);
    }
}
