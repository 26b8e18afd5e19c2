// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peaceofmind.recorder.RecordedCameraConfig;

/** Whether the configured recording source exists. */
final class CameraCheck implements Check {

    @Override
    public String name() {
        return "camera";
    }

    @Override
    public String rationale() {
        return "without a picture there is nothing to record";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (!context.hasPackagedRecorder()) {
            return Finding.notApplicable("another program than the recorder of this package is watched");
        }
        List<RecordedCameraConfig> cameras = context.config().recorder().cameras();
        if (cameras.getFirst().name().isPresent()) {
            return several(cameras, context);
        }
        String source = context.recorderSource();
        if (source.startsWith("v4l2:")) {
            Path device = Path.of(source.substring("v4l2:".length()));
            return Files.exists(context.machine().path(device))
                    ? Finding.good(device + " exists")
                    : Finding.bad(
                            device + " does not exist",
                            "check the cable; list cameras with peace camera list; then peace reboot --yes");
        } else if (source.startsWith("rtsp")) {
            return Finding.unknown("a network camera can only be checked by taking a picture", "peace camera picture");
        } else if (source.startsWith("test")) {
            return Finding.notApplicable("the configured source is the test picture");
        }
        Path file = Path.of(source.startsWith("file:") ? source.substring("file:".length()) : source);
        return Files.exists(context.machine().path(file))
                ? Finding.good(file + " exists")
                : Finding.bad(file + " does not exist", "create it, or set recorder.source");
    }

    private static Finding several(List<RecordedCameraConfig> cameras, DoctorContext context) {
        List<String> missing = cameras.stream()
                .flatMap(camera -> camera.requiredFile().stream()
                        .filter(file -> !Files.exists(context.machine().path(file)))
                        .map(file -> camera.name().orElse("") + ": " + file + " does not exist"))
                .toList();
        List<String> unchecked = cameras.stream()
                .filter(RecordedCameraConfig::isOnNetwork)
                .flatMap(camera -> camera.name().stream())
                .toList();
        if (!missing.isEmpty()) {
            return Finding.bad(
                    String.join("; ", missing),
                    "check the cable; list cameras with peace camera list, or correct its source");
        } else if (!unchecked.isEmpty()) {
            return Finding.unknown(
                    "a network camera can only be checked by taking a picture: " + String.join(", ", unchecked),
                    "peace camera picture --camera " + unchecked.getFirst());
        }
        return Finding.good("all " + cameras.size() + " exist");
    }
}
