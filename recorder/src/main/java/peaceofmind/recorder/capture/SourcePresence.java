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
    private Optional<Boolean> lastKnown = Optional.empty();

    /** A recording that has not said yet how it ends. */
    private Optional<CaptureSession> session = Optional.empty();

    /** Of that recording when it was last asked. What comes first can be a mere header: only what follows it is a picture. */
    private long lastBytes;

    /** It was gone when it was looked for: once it is back, what was wrong before says nothing any more. */
    private boolean wasGone;

    public SourcePresence(CaptureSource source) {
        this.source = source;
    }

    /** A recording has begun: what becomes of it is asked whenever {@link #connected} is. */
    public synchronized void recordingStarted(CaptureSession newSession) {
        refresh();
        session = Optional.of(newSession);
        lastBytes = 0;
    }

    /** A recording could not be begun; that is only sometimes the source's fault. */
    public synchronized void recordingFailed(CaptureProblem problem) {
        if (problem.kind() == Kind.SOURCE_GONE) {
            lastKnown = Optional.of(false);
        }
    }

    /** It was looked for while nothing was recorded; empty: nothing was found to be wrong. */
    public synchronized void sourceChecked(Optional<CaptureProblem> problem) {
        refresh();
        boolean gone = problem.map(CaptureProblem::kind).equals(Optional.of(Kind.SOURCE_GONE));
        if (gone) {
            lastKnown = Optional.of(false);
        } else if (problem.isEmpty() && wasGone) {
            lastKnown = Optional.empty();
        }
        wasGone = gone || (wasGone && problem.isPresent());
    }

    /** Empty while nobody knows. Never waits: a file may lie on a disk that hangs, a device's name is in the kernel's memory. */
    public Optional<Boolean> connected() {
        return switch (source) {
            case CaptureSource.Camera camera -> Optional.of(deviceConnected(Files.exists(camera.device())));
            case CaptureSource.NetworkCamera _ -> refreshedState();
            case CaptureSource.MediaFile _, CaptureSource.TestPattern _ ->
                Optional.of(refreshedState().orElse(true));
        };
    }

    private synchronized boolean deviceConnected(boolean deviceExists) {
        refresh();
        if (!deviceExists) {
            // Plugged in again, it is as good as new.
            lastKnown = Optional.empty();
        }
        return deviceExists && lastKnown.orElse(true);
    }

    private synchronized Optional<Boolean> refreshedState() {
        refresh();
        return lastKnown;
    }

    private void refresh() {
        if (session.isEmpty()) {
            return;
        }
        long currentBytes = session.get().bytes();
        Optional<CaptureProblem> problem = session.get().problem();
        if (lastBytes > 0 && currentBytes > lastBytes) {
            lastKnown = Optional.of(true);
        }
        lastBytes = currentBytes;
        if (problem.isPresent()) {
            recordingFailed(problem.get());
            session = Optional.empty();
        }
    }
}
