// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** What only one of several cameras can be. */
final class CameraRules {

    private static final String DEVICE = "v4l2:";

    private CameraRules() {}

    /** One program at a time can read a device, and nobody wants the picture of a camera twice; a file or a test picture is for trials. */
    static void sourcesTwice(ReviewedConfig config) {
        config.reportRepeated(
                config.entries(Set.of("recorder.cameras[].source")).stream()
                        .filter(source -> source.text().startsWith(DEVICE)
                                || source.text().startsWith("rtsp"))
                        .toList(),
                source -> identity(source.text()),
                earlier -> "is the camera of " + earlier.path() + " too: it can be recorded once");
    }

    /** Other names of sound devices, such as {@code default}, can mix what several programs read. */
    static void soundsTwice(ReviewedConfig config) {
        config.reportRepeated(
                config.entries(Set.of("recorder.cameras[].audio")).stream()
                        .filter(sound -> sound.text().contains("hw:"))
                        .toList(),
                sound -> sound.text().replaceFirst("^plug", ""),
                earlier -> "is the sound of " + earlier.path() + " too: one program at a time can read it");
    }

    /** A device has several names, such as those in {@code /dev/v4l/by-id}; a network camera is the same for each of its users. */
    private static String identity(String source) {
        if (!source.startsWith(DEVICE)) {
            return source.replaceFirst("//[^/@]*@", "//");
        }
        String name = source.substring(DEVICE.length());
        try {
            return Path.of(name).toRealPath().toString();
        } catch (InvalidPathException invalid) {
            return name;
        } catch (IOException notHere) {
            return Path.of(name).normalize().toString();
        }
    }
}
