// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.Optional;
import java.util.regex.Pattern;

/** Where the sound of a recording comes from. The sound of a media file and of the test pattern is always theirs. */
public sealed interface SoundSource {

    /** No sound. */
    record None() implements SoundSource {}

    /** A network camera's own sound, if it has any. */
    record Own() implements SoundSource {}

    /**
     * An ALSA device of this machine, such as {@code hw:1,0}, or a source of PulseAudio or PipeWire, such as {@code pulse:default}: for
     * cameras at a video device, and in place of a network camera's sound.
     */
    record Device(String name) implements SoundSource {

        private static final String SOUND_SERVER = "pulse:";

        /** Name of ffmpeg's input. */
        String format() {
            return name.startsWith(SOUND_SERVER) ? "pulse" : "alsa";
        }

        /** What that input calls it. */
        String input() {
            return name.startsWith(SOUND_SERVER) ? name.substring(SOUND_SERVER.length()) : name;
        }

        @Override
        public String toString() {
            return "the sound device " + name;
        }
    }

    /** A name of ALSA without a colon is easily a mistyped "off". */
    Pattern DEVICE_SYNTAX = Pattern.compile("default|null|[a-zA-Z]\\w*:[\\w=,.-]+");

    /** Parses {@code auto}, {@code off} or the name of a device. */
    static Optional<SoundSource> parse(String text) {
        return switch (text) {
            case "auto" -> Optional.of(new Own());
            case "off" -> Optional.of(new None());
            default -> DEVICE_SYNTAX.matcher(text).matches() ? Optional.of(new Device(text)) : Optional.empty();
        };
    }

    /** Whether a recording of that source contains this sound in addition to the picture, and could be made without it. */
    default boolean isOptionalFor(CaptureSource source) {
        return switch (this) {
            case None _ -> false;
            case Own _ -> source instanceof CaptureSource.NetworkCamera;
            case Device _ -> source instanceof CaptureSource.NetworkCamera || source instanceof CaptureSource.Camera;
        };
    }
}
