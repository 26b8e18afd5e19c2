// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.voice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.linux.Subprocess;

/**
 * Plays one announcement, by Debian's {@code espeak-ng} and by {@code aplay} of its {@code alsa-utils}.
 *
 * @param speech the program espeak-ng
 * @param playback the program aplay
 * @param timeout for each of them; they are killed after it
 */
record SoundPlayer(VoiceConfig config, String speech, String playback, Duration timeout) {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_OUTPUT_BYTES = 4096;
    private static final String INSTALL = ": sudo apt install espeak-ng alsa-utils";

    SoundPlayer(VoiceConfig config) {
        this(config, "espeak-ng", "aplay", TIMEOUT);
    }

    /** Why it was not audible, and what to do; empty when it was played, or is silent by configuration. */
    Optional<String> play(Moment moment) throws InterruptedException {
        Optional<Path> sound = config.sounds()
                .map(folder -> folder.resolve(moment.key() + ".wav"))
                .filter(Files::isRegularFile);
        if (sound.isPresent()) {
            return play(sound.get());
        }
        String text = config.texts().getOrDefault(moment, moment.defaultText());
        return text.equals(VoiceConfig.SILENT) ? Optional.empty() : speak(text);
    }

    private Optional<String> speak(String text) throws InterruptedException {
        Path file;
        try {
            file = Files.createTempFile("peace-voice", ".wav");
        } catch (IOException failure) {
            return Optional.of("speech cannot be written: " + ErrorText.of(failure));
        }
        try {
            // Not as an argument, where a text could be taken for an option.
            Subprocess.Result result = Subprocess.runWithInput(
                    List.of(
                            speech,
                            "-v",
                            config.voice(),
                            "-s",
                            String.valueOf(config.rate()),
                            "-a",
                            String.valueOf(config.volume()),
                            "-w",
                            file.toString(),
                            "--stdin"),
                    Map.of(),
                    text,
                    timeout,
                    MAX_OUTPUT_BYTES);
            Optional<String> failure =
                    failure(result, "espeak-ng", "espeak-ng --voices lists the voices for recorder.voice.voice");
            return failure.isPresent() ? failure : play(file);
        } finally {
            delete(file);
        }
    }

    private Optional<String> play(Path file) throws InterruptedException {
        return failure(
                Subprocess.runInOwnSession(
                        List.of(playback, "-q", "-D", config.device(), file.toString()), timeout, MAX_OUTPUT_BYTES),
                "aplay",
                "aplay -L lists the devices for recorder.voice.device");
    }

    private Optional<String> failure(Subprocess.Result result, String program, String hint) {
        return switch (result) {
            case Subprocess.NotStarted(String reason) -> Optional.of(reason);
            case Subprocess.TimedOut timedOut ->
                Optional.of(program + " was killed after " + timedOut.timeout().toSeconds()
                        + " s: the sound card hangs, or is used by" + " another program");
            case Subprocess.Exited exited ->
                switch (exited.exitCode()) {
                    case 0 -> Optional.empty();
                    case 126, 127 -> Optional.of(program + " is not installed" + INSTALL);
                    default -> Optional.of(program + " failed (" + firstLine(exited) + "): " + hint);
                };
        };
    }

    private static String firstLine(Subprocess.Exited exited) {
        return exited.errorOutput()
                .lines()
                .map(PlainText::of)
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("exit code " + exited.exitCode());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // In a folder for temporary files, which is emptied at the next start.
        }
    }
}
