// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.FakeRtspCamera;
import peaceofmind.recorder.capture.FakeRtspCamera.Trait;
import peaceofmind.recorder.capture.RtpMischief;
import peaceofmind.recorder.capture.StreamEnd;

/**
 * The recorder and a camera that misbehaves all along: packets are lost and damaged all the time, every other second there is something
 * that the protocol does not foresee, its clock jumps, its sound pauses; every 5 minutes it closes the connection, which takes some 3 s of
 * footage, and every 30 its cable is pulled, which takes 16. Three quarters of a minute here; {@code ./test soak [MINUTES]} takes as long
 * as it says.
 */
class CameraSoakIT {

    private static final Duration STEP = Duration.ofSeconds(2);
    private static final Duration SHORT_RUN = Duration.ofSeconds(46);

    /** Of the pictures that the camera has made. A single failure in a short run is a larger part of it. */
    private static final double MIN_RECORDED = 0.97;

    private static final double MIN_RECORDED_IN_SHORT_RUN = 0.75;

    private static final List<RtpMischief> HARMLESS = List.of(
            RtpMischief.REQUESTS,
            RtpMischief.SEQUENCE_JUMPS,
            RtpMischief.FOREIGN_CHANNEL,
            RtpMischief.EMPTY_PACKETS,
            RtpMischief.WRONG_VERSION,
            RtpMischief.FOREIGN_PAYLOAD_TYPE,
            RtpMischief.NEW_SYNCHRONIZATION_SOURCE,
            RtpMischief.SENDER_REPORTS_WITHOUT_A_CLOCK,
            RtpMischief.BYTE_BY_BYTE);

    @TempDir
    private Path folder;

    private final Random random = new Random(18);
    private RecorderRun recorder;
    private int disconnections;

    private final Optional<Duration> requested = Optional.ofNullable(System.getenv("PEACE_SOAK_MINUTES"))
            .map(minutes -> Duration.ofMinutes(Integer.parseInt(minutes)));

    @BeforeEach
    void prepare() {
        recorder = new RecorderRun(folder);
    }

    @AfterEach
    void stop() {
        recorder.destroy();
    }

    @Test
    void aCameraThatMisbehavesAllAlongIsRecordedNearlyAllOfTheTime() throws Exception {
        Duration length = requested.orElse(SHORT_RUN);
        double made;
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, Trait.SOUND)) {
            recorder.source(camera.address())
                    .withConfig("auto_start: true")
                    .withConfig("default_length: 12h")
                    .withConfig("longest: 24h")
                    .start()
                    .awaitState("recording");
            camera.video().loseOneOf(200);
            camera.video().corruptOneOf(330);
            int madeBefore = camera.video().pictures();
            long startedAt = System.nanoTime();
            long steps = length.dividedBy(STEP);
            for (int step = 1; step <= steps; step++) {
                misbehave(camera, step);
                long end = startedAt + STEP.multipliedBy(step).toNanos();
                await().forever().pollInterval(Duration.ofMillis(100)).until(() -> System.nanoTime() - end >= 0);
            }
            made = camera.video().pictures() - madeBefore;
            recorder.terminate();
        }
        long recorded = recordedPictures();
        System.out.printf(
                "soak: a camera that misbehaves: %d of %.0f pictures recorded (%.1f %%), in %d s with %d disconnections%n",
                recorded, made, recorded / made * 100, length.toSeconds(), disconnections);
        assertThat(recorded / made)
                .as(recorder.output())
                .isBetween(requested.isPresent() ? MIN_RECORDED : MIN_RECORDED_IN_SHORT_RUN, 1.1);
        assertThat(folder.resolve("videos/corrupted")).isEmptyDirectory();
    }

    private void misbehave(FakeRtspCamera camera, int step) throws Exception {
        RtpMischief mischief = HARMLESS.get(step / 2 % HARMLESS.size());
        camera.video().misbehave(step % 2 == 0 ? mischief : RtpMischief.NONE);
        if (step % 7 == 0) {
            camera.jump(Duration.ofMinutes(random.nextInt(-600, 600)));
        }
        if (step % 11 == 3) {
            camera.sound().stop();
        } else if (step % 11 == 5) {
            camera.sound().resume();
        }
        if (step % 150 == 16) {
            disconnections++;
            camera.hangUp();
        } else if (step % 900 == 450) {
            disconnections++;
            camera.video().end(StreamEnd.HALF_A_PACKET_AND_SILENCE);
        }
    }

    private long recordedPictures() throws Exception {
        List<Path> videos;
        try (Stream<Path> files = Files.list(folder.resolve("videos/pending"))) {
            videos = files.toList();
        }
        long pictures = 0;
        for (Path video : videos) {
            List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error", "-select_streams", "v:0"));
            command.addAll(List.of("-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"));
            command.add(video.toString());
            if (!(Subprocess.run(command, Duration.ofMinutes(1), 1000) instanceof Subprocess.Exited probed)) {
                throw new IOException("no ffprobe");
            }
            pictures += Long.parseLong(probed.output().strip());
        }
        return pictures;
    }
}
