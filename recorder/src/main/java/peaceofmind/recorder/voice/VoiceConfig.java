// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.voice;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The section {@code recorder.voice}: spoken messages and sounds.
 *
 * @param enabled whether there are any
 * @param device of ALSA
 * @param voice of espeak-ng
 * @param rate words per minute
 * @param volume of speech, as espeak-ng counts it: 100 is normal
 * @param sounds folder of WAV files that are played instead, named after their moments; empty: everything is spoken
 * @param texts of all moments; {@link #SILENT} is not spoken
 */
public record VoiceConfig(
        boolean enabled,
        String device,
        String voice,
        int rate,
        int volume,
        Optional<Path> sounds,
        Map<Moment, String> texts) {

    /** In place of a text. */
    static final String SILENT = "none";

    private static final int MAX_TEXT_LENGTH = 200;

    public VoiceConfig {
        texts = Map.copyOf(texts);
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static VoiceConfig read(ConfigSection section) {
        return new VoiceConfig(
                section.bool("enabled", "Whether messages are spoken and sounds played", false),
                name(section, "device", "ALSA device of the loudspeaker (aplay -L lists them)", "default"),
                name(section, "voice", "Voice of espeak-ng (espeak-ng --voices lists them), such as en or fr", "en"),
                section.integer("rate", "Words per minute", 125, 80, 450),
                section.integer("volume", "Volume of speech; 100 is normal", 100, 1, 200),
                section.optionalPath(
                        "sounds", "Folder of WAV files to play instead of speech, such as recording_start.wav"),
                texts(section.section("messages")));
    }

    /** An argument of a command: nothing that it would take for an option. */
    private static String name(ConfigSection section, String key, String description, String defaultValue) {
        String name = section.text(key, description, defaultValue);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9:,=_.+-]{0,99}")) {
            section.addProblem(key, "must be a name such as " + defaultValue);
        }
        return name;
    }

    private static Map<Moment, String> texts(ConfigSection messages) {
        Map<Moment, String> texts = new EnumMap<>(Moment.class);
        for (Moment moment : Moment.values()) {
            String text = messages.text(moment.key(), "What is spoken then; none: nothing is", moment.defaultText());
            if (text.length() > MAX_TEXT_LENGTH) {
                messages.addProblem(moment.key(), "must not be longer than " + MAX_TEXT_LENGTH + " characters");
            }
            texts.put(moment, text);
        }
        return texts;
    }
}
