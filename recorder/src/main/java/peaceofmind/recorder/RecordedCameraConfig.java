// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.CaptureSource.Camera;
import peaceofmind.recorder.capture.CaptureSource.MediaFile;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;
import peaceofmind.recorder.capture.CaptureSource.TestPattern;
import peaceofmind.recorder.capture.SoundSource;
import peaceofmind.recorder.storage.StorageFolders;

/**
 * A camera that is recorded.
 *
 * @param name in file names, metrics and commands; empty for the only one that has none
 * @param sound what is recorded in addition to its picture
 */
public record RecordedCameraConfig(Optional<String> name, CaptureSource source, SoundSource sound) {

    /** Each of them needs an ffmpeg, and most a part of a processor. */
    private static final int MAX_CAMERAS = 16;

    private static final String LIST = "cameras";

    /** What describes a camera: at the top for the only one, and in the list for several. */
    private static final List<String> OWN_KEYS = List.of("source", "password_file", "audio", "camera");

    /** The device or the file that must exist to record it; empty for another source. */
    public Optional<Path> requiredFile() {
        return switch (source) {
            case Camera connected -> Optional.of(connected.device());
            case MediaFile media -> Optional.of(media.file());
            case NetworkCamera _, TestPattern _ -> Optional.empty();
        };
    }

    /** Whether it is a camera on the network, which only a picture shows to be well. */
    public boolean isOnNetwork() {
        return source instanceof NetworkCamera;
    }

    /** A name for a part of this camera, in messages. */
    String named(String part) {
        return name.map(camera -> part + " of " + camera).orElse(part);
    }

    /**
     * The cameras of the section {@code recorder}: those of its list, or the one that its own keys describe. Mistakes are recorded in the
     * document.
     */
    static List<RecordedCameraConfig> readAll(ConfigSection recorder) {
        RecordedCameraConfig only = new RecordedCameraConfig(
                Optional.empty(), RecorderConfig.source(recorder), RecorderConfig.audio(recorder));
        List<ConfigSection> sections = recorder.sections(LIST);
        List<RecordedCameraConfig> cameras = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigSection section : sections) {
            RecordedCameraConfig camera = read(section);
            String name = camera.name().orElse("");
            // A share can ignore case.
            if (section.has("name") && !names.add(name.toLowerCase(Locale.ROOT))) {
                section.addProblem("name", "another camera is called " + name + " already: choose another name");
            }
            cameras.add(camera);
        }
        if (sections.isEmpty()) {
            return List.of(only);
        }
        OWN_KEYS.stream()
                .filter(recorder::has)
                .forEach(key -> recorder.addProblem(
                        key,
                        "is for one camera, and there is a list of them: move it to its camera in recorder." + LIST));
        if (sections.size() > MAX_CAMERAS) {
            recorder.addProblem(LIST, "there are more than " + MAX_CAMERAS + " cameras");
        }
        return List.copyOf(cameras);
    }

    private static RecordedCameraConfig read(ConfigSection section) {
        Optional<String> name =
                section.optionalText("name", "Name of the camera in file names, metrics and commands; required");
        boolean valid =
                name.filter(text -> text.matches(StorageFolders.CAMERA_NAME)).isPresent();
        if (name.isPresent() && !valid) {
            section.addProblem(
                    "name",
                    "\"" + name.get()
                            + "\" must be up to 32 letters, digits, - and _, the first one a letter or a digit:"
                            + " it is part of file names");
        } else if (section.isPresent() && name.isEmpty()) {
            section.addProblem("name", "is missing: each camera of the list has a name, such as entrance");
        }
        if (section.isPresent() && !section.has("source")) {
            section.addProblem("source", "is missing: what this camera is, such as v4l2:/dev/video0");
        }
        return new RecordedCameraConfig(
                Optional.of(name.orElse("camera")), RecorderConfig.source(section), RecorderConfig.audio(section));
    }
}
