// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.Capture;
import peaceofmind.recorder.capture.CaptureException;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.SourcePresence;
import peaceofmind.recorder.service.RecordingBackend;
import peaceofmind.recorder.service.RecordingException;
import peaceofmind.recorder.storage.ActiveRecordings;
import peaceofmind.recorder.storage.CorruptedCleanUp;
import peaceofmind.recorder.storage.FreeSpaceLimits;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.VideoStore;

/** Records one camera with ffmpeg, and stores its videos in the folders and the database of all cameras. */
final class FfmpegRecordingBackend implements RecordingBackend, AutoCloseable {

    private final Optional<String> camera;
    private final CaptureSource source;
    private final Capture capture;
    private final RecordingStorage storage;
    private final boolean cleansUp;
    private final Clock clock;
    private final SourcePresence presence;
    private final CurrentRecording current = new CurrentRecording();

    /** Of the only camera, which has no name. */
    FfmpegRecordingBackend(
            CaptureSource source,
            Capture capture,
            Finisher finisher,
            StorageFolders folders,
            RetentionPolicy retention,
            CorruptedCleanUp.Retention corruptedRetention,
            FreeSpaceLimits spaceToRecord,
            ActiveRecordings activeRecordings,
            Clock clock,
            RecordingStorage.StoreListener storeListener) {
        this(
                Optional.empty(),
                source,
                capture,
                new RecordingStorage(
                        finisher,
                        folders,
                        retention,
                        corruptedRetention,
                        spaceToRecord,
                        activeRecordings,
                        clock,
                        storeListener),
                true,
                clock);
    }

    /**
     * Of one of the cameras.
     *
     * @param camera its name
     * @param cleansUp whether the storage is cleaned up on this camera's schedule; that of the others only requests it
     */
    FfmpegRecordingBackend(
            Optional<String> camera,
            CaptureSource source,
            Capture capture,
            RecordingStorage storage,
            boolean cleansUp,
            Clock clock) {
        this.camera = camera;
        this.source = source;
        this.capture = capture;
        this.storage = storage;
        this.cleansUp = cleansUp;
        this.clock = clock;
        this.presence = new SourcePresence(source);
    }

    @Override
    public String open() throws RecordingException, InterruptedException {
        return storage.open();
    }

    /** Number of earlier starts of the program; 0 until the storage is open. For any thread. */
    long restartCount() {
        return storage.restartCount();
    }

    @Override
    public boolean canOverlap() {
        return switch (source) {
            // One program at a time can read a video device.
            case CaptureSource.Camera _ -> false;
            case CaptureSource.NetworkCamera _, CaptureSource.MediaFile _, CaptureSource.TestPattern _ -> true;
        };
    }

    @Override
    public ActiveRecording startRecording() throws RecordingException, InterruptedException {
        Path rawFile = newRecordingPath();
        storage.activeRecordings().add(rawFile);
        boolean started = false;
        try {
            ActiveRecording recording = new ActiveRecording(capture.start(source, rawFile), rawFile);
            presence.recordingStarted(recording.session());
            current.started(recording.session());
            started = true;
            return recording;
        } catch (CaptureException problem) {
            presence.recordingFailed(problem.problem());
            throw new RecordingException(String.valueOf(problem.getMessage()));
        } finally {
            if (!started) {
                storage.activeRecordings().remove(rawFile);
            }
        }
    }

    @Override
    public Optional<String> stopRecording(ActiveRecording recording) throws InterruptedException {
        boolean wasHealthy = recording.session().problem().isEmpty();
        try {
            recording.session().stop();
        } finally {
            current.stopped(recording.session());
            storage.activeRecordings().remove(recording.rawFile());
        }
        return wasHealthy ? recording.session().problem().map(CaptureProblem::reason) : Optional.empty();
    }

    /** The folder of a camera exists since its first recording. */
    private Path newRecordingPath() throws RecordingException {
        StorageFolders folders = storage.folders();
        try {
            if (camera.isPresent()) {
                folders.createRecordingFolder(camera.get());
            }
            return folders.newRecordingPath(clock.now(), camera);
        } catch (IOException failure) {
            throw new RecordingException("the folder of the recordings of " + camera.orElse("the camera") + " below "
                    + folders.root() + " cannot be created: " + ErrorText.of(failure));
        }
    }

    @Override
    public String finishRecording(ActiveRecording recording) throws RecordingException, InterruptedException {
        return storage.finish(recording.rawFile());
    }

    @Override
    public Optional<String> checkSource(Duration timeout) throws InterruptedException {
        Optional<CaptureProblem> problem = capture.checkSource(source, timeout);
        presence.sourceChecked(problem);
        return problem.map(CaptureProblem::reason);
    }

    /** Whether the source is connected; empty while unknown. Never blocks. For any thread. */
    Optional<Boolean> cameraConnected() {
        return presence.connected();
    }

    /** The running recording. For any thread. */
    CurrentRecording current() {
        return current;
    }

    @Override
    public CleanUpResult cleanUp() throws RecordingException, InterruptedException {
        if (cleansUp) {
            return storage.cleanUp();
        }
        storage.requestCleanUp();
        return new CleanUpResult(Optional.empty(), true);
    }

    @Override
    public boolean isCleanUpDue() {
        return cleansUp && storage.isCleanUpDue();
    }

    @Override
    public void countError() throws RecordingException {
        storage.countError();
    }

    /** The store, once it is open. For any thread. */
    Optional<VideoStore> storeIfOpen() {
        return storage.storeIfOpen();
    }

    @Override
    public void close() {
        storage.close();
    }
}
