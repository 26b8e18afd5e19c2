package peaceofmind.recorder.capture;

import java.nio.file.Files;
import java.util.Optional;

/**
 * Whether what is recorded is there. A camera at this machine is seen to be gone at once, also while nothing is recorded; one in the
 * network only when it is asked for pictures. Thread-safe.
 */
public final class SourcePresence {

    private final CaptureSource source;
    private volatile Optional<Boolean> known = Optional.empty();

    public SourcePresence(CaptureSource source) {
        this.source = source;
    }

    /** It gave pictures, or would. */
    public void seen() {
        known = Optional.of(true);
    }

    /** It could not be recorded; that is only sometimes its own fault. */
    public void failed(CaptureProblem problem) {
        if (problem.kind() == CaptureProblem.Kind.SOURCE_GONE) {
            known = Optional.of(false);
        }
    }

    /** Empty while nobody knows. Never waits: a file may lie on a disk that hangs, a device's name is in the kernel's memory. */
    public Optional<Boolean> connected() {
        return switch (source) {
            case CaptureSource.Camera camera -> Optional.of(Files.exists(camera.device()) && known.orElse(true));
            case CaptureSource.NetworkCamera _ -> known;
            case CaptureSource.MediaFile _, CaptureSource.TestPicture _ -> Optional.of(known.orElse(true));
        };
    }
}
