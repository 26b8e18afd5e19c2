package peaceofmind.recorder.capture;

import java.nio.file.Files;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/**
 * Whether what is recorded is there. That it is, only a recording says that grows: a program that has been started, or an address that
 * answers, has given no picture yet. A camera at this machine is seen to be gone at once, also while nothing is recorded; one in the
 * network only when it is asked for pictures. Thread-safe.
 */
public final class SourcePresence {

    private final CaptureSource source;
    private Optional<Boolean> known = Optional.empty();

    /** A recording that has not said yet how it ends. */
    private Optional<CaptureSession> session = Optional.empty();

    /** Of that recording when it was last asked. What comes first can be a mere header: only what follows it is a picture. */
    private long bytes;

    /** It was gone when it was looked for: once it is back, what was wrong before says nothing any more. */
    private boolean away;

    public SourcePresence(CaptureSource source) {
        this.source = source;
    }

    /** A recording has begun: what becomes of it is asked whenever {@link #connected} is. */
    public synchronized void recording(CaptureSession begun) {
        learn();
        session = Optional.of(begun);
        bytes = 0;
    }

    /** A recording could not be begun; that is only sometimes the source's fault. */
    public synchronized void failed(CaptureProblem problem) {
        if (problem.kind() == Kind.SOURCE_GONE) {
            known = Optional.of(false);
        }
    }

    /** It was looked for while nothing was recorded; empty: nothing was found to be wrong. */
    public synchronized void checked(Optional<CaptureProblem> problem) {
        learn();
        boolean gone = problem.map(CaptureProblem::kind).equals(Optional.of(Kind.SOURCE_GONE));
        if (gone) {
            known = Optional.of(false);
        } else if (problem.isEmpty() && away) {
            known = Optional.empty();
        }
        away = gone || (away && problem.isPresent());
    }

    /** Empty while nobody knows. Never waits: a file may lie on a disk that hangs, a device's name is in the kernel's memory. */
    public Optional<Boolean> connected() {
        return switch (source) {
            case CaptureSource.Camera camera -> Optional.of(cameraConnected(Files.exists(camera.device())));
            case CaptureSource.NetworkCamera _ -> learned();
            case CaptureSource.MediaFile _, CaptureSource.TestPicture _ ->
                Optional.of(learned().orElse(true));
        };
    }

    private synchronized boolean cameraConnected(boolean there) {
        learn();
        if (!there) {
            // Plugged in again, it is as good as new.
            known = Optional.empty();
        }
        return there && known.orElse(true);
    }

    private synchronized Optional<Boolean> learned() {
        learn();
        return known;
    }

    private void learn() {
        if (session.isEmpty()) {
            return;
        }
        long now = session.get().bytes();
        Optional<CaptureProblem> problem = session.get().problem();
        if (bytes > 0 && now > bytes) {
            known = Optional.of(true);
        }
        bytes = now;
        if (problem.isPresent()) {
            failed(problem.get());
            session = Optional.empty();
        }
    }
}
