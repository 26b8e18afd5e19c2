// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to record. {@code toString} is for messages and never contains a password. */
public sealed interface CaptureSource {

    /** A camera connected to this machine: {@code v4l2:/dev/video0}. */
    record Camera(Path device, CameraFormat format) implements CaptureSource {

        /** A camera whose driver chooses the format. */
        public Camera(Path device) {
            this(device, CameraFormat.AUTOMATIC);
        }

        @Override
        public String toString() {
            return "the camera " + device;
        }
    }

    /** The same source; a camera at a video device delivers that format. */
    default CaptureSource withFormat(CameraFormat format) {
        return this instanceof Camera camera ? new Camera(camera.device(), format) : this;
    }

    /** A camera on the network: {@code rtsp://user:password@host:port/path}. */
    record NetworkCamera(RtspAddress address) implements CaptureSource {
        @Override
        public String toString() {
            return "the network camera " + address;
        }
    }

    /** A file, played in a loop at normal speed: an absolute path, or {@code file:PATH}. */
    record MediaFile(Path file) implements CaptureSource {
        @Override
        public String toString() {
            return "the file " + file;
        }
    }

    /**
     * A moving test pattern with a clock and a tone: {@code test} or {@code test:1280x720@25}.
     *
     * @param frameRate frames per second
     */
    record TestPattern(int width, int height, int frameRate) implements CaptureSource {
        @Override
        public String toString() {
            return "the test pattern";
        }
    }

    Pattern TEST_SYNTAX = Pattern.compile("test(?::(\\d{2,4})x(\\d{2,4})@(\\d{1,3}))?");

    /** Parses the notation of the configuration; empty for anything else. */
    static Optional<CaptureSource> parse(String text) {
        Matcher test = TEST_SYNTAX.matcher(text);
        if (test.matches()) {
            return test.group(1) == null
                    ? Optional.of(new TestPattern(640, 360, 10))
                    : testPattern(
                            Integer.parseInt(test.group(1)),
                            Integer.parseInt(test.group(2)),
                            Integer.parseInt(test.group(3)));
        } else if (text.startsWith("v4l2:/")) {
            return parsePath(text.substring("v4l2:".length())).map(Camera::new);
        } else if (text.startsWith("rtsp://") || text.startsWith("rtsps://")) {
            return RtspAddress.parse(text).map(NetworkCamera::new);
        } else if (text.startsWith("file:/")) {
            return parsePath(text.substring("file:".length())).map(MediaFile::new);
        } else if (text.startsWith("/")) {
            return parsePath(text).map(MediaFile::new);
        }
        return Optional.empty();
    }

    private static Optional<CaptureSource> testPattern(int width, int height, int frameRate) {
        // The encoder supports even sizes only.
        boolean supported =
                width % 2 == 0 && height % 2 == 0 && width >= 16 && height >= 16 && frameRate >= 1 && frameRate <= 120;
        return supported ? Optional.of(new TestPattern(width, height, frameRate)) : Optional.empty();
    }

    private static Optional<Path> parsePath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException invalid) {
            return Optional.empty();
        }
    }
}
