// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.process.CloseStack;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ClockState;
import peaceofmind.linux.KernelClock;
import peaceofmind.recorder.MainLoop.CameraStats;
import peaceofmind.recorder.capture.FfmpegCapture;
import peaceofmind.recorder.capture.FfmpegPictures;
import peaceofmind.recorder.capture.LatestPicture;
import peaceofmind.recorder.check.PictureCheck;
import peaceofmind.recorder.check.PictureFindings;
import peaceofmind.recorder.service.CameraRecorders;
import peaceofmind.recorder.service.FreeSpaceGuard;
import peaceofmind.recorder.service.Recorder;
import peaceofmind.recorder.service.Workers;

/**
 * What records and checks each configured camera, with a worker each. The storage, the free space, and the worker that makes videos are the
 * same for all of them.
 */
final class CameraSet {

    private final List<CameraParts> cameras;

    private record CameraParts(
            RecordedCameraConfig camera, FfmpegRecordingBackend backend, Optional<PictureCheck> pictures) {

        CameraStats stats() {
            return new CameraStats(
                    backend.cameraConnected(),
                    new RecordingFigures(
                            backend.current().figures(),
                            pictures.map(PictureCheck::findings).orElse(PictureFindings.UNKNOWN)));
        }
    }

    private CameraSet(List<CameraParts> cameras) {
        this.cameras = cameras;
    }

    /** Prepares the cameras, and starts checking the pictures of their recordings. */
    static CameraSet start(RecorderConfig config, RecordingStorage storage, Clock clock, CloseStack parts)
            throws IOException {
        List<CameraParts> cameras = new ArrayList<>();
        for (RecordedCameraConfig camera : config.cameras()) {
            FfmpegCapture capture =
                    new FfmpegCapture(config.captureSettings(), camera.sound(), clock, config.stateFolder());
            boolean first = cameras.isEmpty();
            if (first) {
                // Those of all cameras.
                capture.killOrphans();
            }
            FfmpegRecordingBackend backend =
                    new FfmpegRecordingBackend(camera.name(), camera.source(), capture, storage, first, clock);
            Optional<PictureCheck> pictures = startPictureCheck(config, camera, backend, clock);
            pictures.ifPresent(check -> parts.add(camera.named("the check of pictures"), check));
            cameras.add(new CameraParts(camera, backend, pictures));
        }
        return new CameraSet(List.copyOf(cameras));
    }

    /** Empty for a source that is not checked. */
    private static Optional<PictureCheck> startPictureCheck(
            RecorderConfig config, RecordedCameraConfig camera, FfmpegRecordingBackend backend, Clock clock) {
        return config.check().appliesTo(camera.source())
                ? Optional.of(PictureCheck.start(
                        config.check(), () -> backend.current().latestPicture(), pictures(config), clock))
                : Optional.empty();
    }

    static FfmpegPictures pictures(RecorderConfig config) {
        return new FfmpegPictures(config.captureSettings());
    }

    /** Creates the recorders, whose first tick opens the storage. */
    CameraRecorders recorders(
            RecorderConfig config,
            FreeSpaceGuard freeSpace,
            ExecutorService videoWorker,
            Clock clock,
            Log log,
            CloseStack parts) {
        List<CameraRecorders.Camera> recorders = new ArrayList<>();
        for (CameraParts one : cameras) {
            RecordedCameraConfig camera = one.camera();
            Log cameraLog = camera.name().map(log::ofPart).orElse(log);
            SessionFile sessions =
                    parts.add(camera.named("the session"), sessionFile(config, camera, clock, cameraLog));
            String worker = "recording" + camera.name().map(name -> "-" + name).orElse("");
            recorders.add(new CameraRecorders.Camera(
                    camera.name(),
                    new Recorder(
                            one.backend(),
                            freeSpace,
                            config.lengths(),
                            config.autoStart(),
                            sessions,
                            new Workers(RecorderProcess.startWorker(worker, parts), videoWorker),
                            clock,
                            cameraLog)));
        }
        return new CameraRecorders(recorders);
    }

    private static SessionFile sessionFile(RecorderConfig config, RecordedCameraConfig camera, Clock clock, Log log) {
        String name = "session" + camera.name().map(suffix -> "-" + suffix).orElse("") + ".json";
        return new SessionFile(
                config.stateFolder().resolve(name),
                new KernelClock(Path.of("/proc")),
                CameraSet::isClockSet,
                clock,
                log);
    }

    private static boolean isClockSet() {
        try {
            return ClockState.read().state() != ClockState.ERROR;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Whether all of them are connected; empty while that is not known. Never blocks. */
    Optional<Boolean> connected() {
        List<Optional<Boolean>> each =
                cameras.stream().map(one -> one.backend().cameraConnected()).toList();
        if (each.contains(Optional.of(false))) {
            return Optional.of(false);
        }
        return each.contains(Optional.<Boolean>empty()) ? Optional.empty() : Optional.of(true);
    }

    /** Of the only camera; nothing where there are several. */
    RecordingFigures figures() {
        return cameras.size() == 1 ? cameras.getFirst().stats().figures() : RecordingFigures.UNKNOWN;
    }

    /** Of the camera with that name. */
    CameraStats stats(String name) {
        return cameras.stream()
                .filter(one -> one.camera().name().equals(Optional.of(name)))
                .findFirst()
                .map(CameraParts::stats)
                .orElse(CameraStats.UNKNOWN);
    }

    /**
     * The latest picture of a running recording; empty while there is none.
     *
     * @param name of the camera; empty for any that has a picture
     */
    Optional<LatestPicture> latestPicture(Optional<String> name) {
        return cameras.stream()
                .filter(one -> name.isEmpty() || one.camera().name().equals(name))
                .flatMap(one -> one.backend().current().latestPicture().stream())
                .findFirst();
    }
}
