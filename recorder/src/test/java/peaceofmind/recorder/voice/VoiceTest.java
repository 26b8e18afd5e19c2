// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.testkit.Eventually.await;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.indicator.PanelState;
import peaceofmind.testkit.FakeClock;

/** With programs that record what they are called with, that hang, that fail, and that are missing. */
class VoiceTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final Log log =
            Log.to(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), clock);

    private Path calls() {
        return folder.resolve("calls");
    }

    private String program(String name, String script) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    private String speech() throws Exception {
        return program("speech", "echo \"speech $* text $(cat)\" >> '" + calls() + "'\necho wav > \"$8\"\n");
    }

    private String playback() throws Exception {
        return program("playback", "echo \"playback $1 $2 $3 $(cat \"$4\")\" >> '" + calls() + "'\n");
    }

    private static VoiceConfig config(String yaml) throws Exception {
        return VoiceConfig.read(ConfigDocument.parse("test", "recorder: {voice: {" + yaml + "}}")
                .section("recorder")
                .section("voice"));
    }

    private SoundPlayer player(String speech, String playback) throws Exception {
        return new SoundPlayer(config("device: 'hw:1,0', voice: fr, volume: 80"), speech, playback, LONG);
    }

    private static VoiceObservation observation(PanelState state, int minutes, boolean online) {
        return new VoiceObservation(
                state, minutes == 0 ? Optional.empty() : Optional.of(Duration.ofMinutes(minutes)), Optional.of(online));
    }

    @ParameterizedTest
    @CsvSource({
        "BOOTING, 0, true, READY, 0, true, SYSTEM_READY",
        "READY, 0, true, RECORDING, 10, true, RECORDING_START",
        "BOOTING, 0, true, RECORDING, 10, true, RECORDING_START",
        "RECORDING, 10, true, RECORDING, 15, true, RECORDING_EXTENDED",
        "ENDS_IN_60, 10, true, RECORDING, 15, true, RECORDING_EXTENDED",
        "ENDS_IN_30, 10, true, ENDS_IN_60, 11, true, RECORDING_EXTENDED",
        "ENDS_IN_120, 10, true, ENDS_IN_60, 10, true, ONE_MINUTE_WARNING",
        "RECORDING, 10, true, ENDS_IN_120, 10, true, ",
        "ENDS_IN_60, 10, true, ENDS_IN_30, 10, true, ",
        "ENDS_IN_30, 10, true, PROCESSING, 0, true, RECORDING_STOP",
        "PROCESSING, 0, true, READY, 0, true, ",
        "RECORDING, 10, true, ERROR, 10, true, SYSTEM_ERROR",
        "ERROR, 0, true, READY, 0, true, ERROR_RECOVERED",
        "ERROR, 0, true, RECORDING, 10, true, RECORDING_START",
        "READY, 0, true, READY, 0, false, NETWORK_DISCONNECTED",
        "READY, 0, false, READY, 0, true, NETWORK_RESTORED",
        "READY, 0, true, READY, 0, true, "
    })
    void momentsAreTheChangesThatPeopleWaitFor(
            PanelState from,
            int minutesBefore,
            boolean onlineBefore,
            PanelState to,
            int minutes,
            boolean online,
            @Nullable Moment moment) {
        assertThat(observation(to, minutes, online).since(observation(from, minutesBefore, onlineBefore)))
                .isEqualTo(Optional.ofNullable(moment));
    }

    @Test
    void theTextIsSpokenToTheConfiguredDevice() throws Exception {
        assertThat(player(speech(), playback()).play(Moment.ONE_MINUTE_WARNING)).isEmpty();
        assertThat(Files.readAllLines(calls()))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("speech -v fr -s 125 -a 80 -w ")
                                .endsWith("--stdin text One minute left"),
                        second -> assertThat(second).isEqualTo("playback -q -D hw:1,0 wav"));
    }

    @Test
    void aSoundIsPlayedInPlaceOfItsTextAndNoneIsSilent() throws Exception {
        Files.writeString(folder.resolve("recording_start.wav"), "gong");
        SoundPlayer player = new SoundPlayer(
                config("sounds: " + folder + ", messages: {recording_stop: none}"), speech(), playback(), LONG);
        assertThat(player.play(Moment.RECORDING_START)).isEmpty();
        assertThat(player.play(Moment.RECORDING_STOP)).isEmpty();
        assertThat(Files.readAllLines(calls())).containsExactly("playback -q -D default gong");
    }

    @Test
    void missingProgramsAndSoundCardsAreReportedWithWhatToDo() throws Exception {
        String none = folder.resolve("none").toString();
        assertThat(player(none, playback()).play(Moment.SYSTEM_READY).orElseThrow())
                .contains("espeak-ng is not installed", "sudo apt install");
        assertThat(player(speech(), none).play(Moment.SYSTEM_READY).orElseThrow())
                .contains("aplay is not installed");
        String failing = program("failing", "echo 'ALSA lib: cannot find card 0' >&2; exit 1\n");
        assertThat(player(speech(), failing).play(Moment.SYSTEM_READY).orElseThrow())
                .contains("cannot find card 0", "aplay -L", "recorder.voice.device");
    }

    @Test
    void aSoundCardThatHangsIsKilled() throws Exception {
        String hanging = program("hanging", "exec sleep 600\n");
        SoundPlayer player = new SoundPlayer(config(""), speech(), hanging, Duration.ofMillis(500));
        assertThat(player.play(Moment.SYSTEM_READY).orElseThrow()).contains("aplay was killed", "hangs");
    }

    @Test
    void ofThoseThatWaitTheNewestIsAnnounced() throws Exception {
        try (Voice voice = new Voice(player(speech(), playback()), clock, log)) {
            voice.observe(observation(PanelState.READY, 0, true));
            voice.observe(observation(PanelState.RECORDING, 10, true));
            voice.observe(observation(PanelState.ENDS_IN_60, 10, true));
            voice.announceNext();
            voice.observe(observation(PanelState.PROCESSING, 0, true));
            voice.announceNext();
        }
        assertThat(Files.readAllLines(calls()))
                .filteredOn(call -> call.startsWith("speech"))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("One minute left"),
                        second -> assertThat(second).endsWith("Recording finished"));
    }

    @Test
    void whatHasWaitedForTooLongIsDropped() throws Exception {
        try (Voice voice = new Voice(player(speech(), playback()), clock, log)) {
            voice.observe(observation(PanelState.BOOTING, 0, true));
            voice.observe(observation(PanelState.READY, 0, true));
            clock.advance(Voice.MAX_WAIT.plusSeconds(1));
            voice.announceNext();
        }
        assertThat(calls()).doesNotExist();
    }

    @Test
    void theMainLoopNeverWaitsForASoundCard() throws Exception {
        String hanging = program("hanging", "echo started >> '" + calls() + "'; exec sleep 600\n");
        Voice voice = new Voice(new SoundPlayer(config("sounds: " + folder), speech(), hanging, LONG), clock, log);
        Files.writeString(folder.resolve("recording_start.wav"), "gong");
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                voice.announceNext();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
        voice.observe(observation(PanelState.READY, 0, true));
        voice.observe(observation(PanelState.RECORDING, 10, true));
        await().until(() -> Files.exists(calls()));
        // The card hangs now, and all of this returns.
        for (PanelState state : List.of(PanelState.PROCESSING, PanelState.ERROR, PanelState.READY)) {
            voice.observe(observation(state, 0, true));
        }
        thread.interrupt();
        thread.join();
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void aProblemIsReportedUntilItIsGone() throws Exception {
        String failing = program("card", "exit 1\n");
        try (Voice voice = new Voice(player(speech(), failing), clock, log)) {
            voice.observe(observation(PanelState.BOOTING, 0, true));
            voice.observe(observation(PanelState.READY, 0, true));
            voice.announceNext();
            assertThat(voice.problem().orElseThrow()).contains("aplay failed (exit code 1)");
            program("card", "exit 0\n");
            voice.observe(observation(PanelState.RECORDING, 10, true));
            voice.announceNext();
            assertThat(voice.problem()).isEmpty();
        }
    }

    @Test
    void namesThatCouldBeOptionsOfACommandAreRefused() throws Exception {
        ConfigDocument document = ConfigDocument.parse(
                "test",
                "recorder: {voice: {device: '-D', voice: 'a b', messages: {system_ready: " + "x".repeat(201) + "}}}");
        VoiceConfig.read(document.section("recorder").section("voice"));
        assertThatThrownBy(() -> document.check(Set.of("recorder")))
                .hasMessageContainingAll("voice.device", "voice.voice", "voice.messages.system_ready");
    }
}
