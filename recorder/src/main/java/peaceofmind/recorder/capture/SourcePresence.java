// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Files;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/**
 * Whether the source is connected. Only a growing recording proves that: a process that has started, or an address that accepts
 * connections, has not delivered a picture yet. The absence of a local camera is noticed at once, even while nothing is recorded; that of
 * a network camera only when recording is attempted. Thread-safe.
 */
public final class SourcePresence {

    private final CaptureSource source;
    private Optional<Boolean> lastKnown = Optional.empty();

    /** The current recording, until it reports a problem. */
    private Optional<CaptureSession> session = Optional.empty();

    /** Size of that recording at the last check. The first data can be a header alone; only further growth proves a picture. */
    private long lastBytes;

    /** The source was missing at the last check: once it is back, earlier failures no longer count. */
    private boolean wasGone;

    public SourcePresence(CaptureSource source) {
        this.source = source;
    }

    /** A recording has started. It is checked whenever {@link #connected} is called. */
    public synchronized void recordingStarted(CaptureSession newSession) {
        refresh();
        session = Optional.of(newSession);
        lastBytes = 0;
    }

    /** A recording could not be started, which is only sometimes the source's fault. */
    public synchronized void recordingFailed(CaptureProblem problem) {
        if (problem.kind() == Kind.SOURCE_GONE) {
            lastKnown = Optional.of(false);
        }
    }

    /** The source was checked while nothing was being recorded; {@code problem} is empty when the check passed. */
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

    /** Empty while unknown. Never blocks: a media file, whose disk may hang, is not accessed, and device nodes are in memory. */
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
            // After it is plugged in again, earlier failures no longer count.
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
