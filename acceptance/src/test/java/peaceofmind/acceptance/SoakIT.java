// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.linux.CLibrary;

/**
 * A demo for half an hour with a freeze, a kill and a full disk: no row is lost, no file is without a row, every video plays to the end,
 * and the watchdog takes no unnecessary action. On demand: {@code ./test soak [MINUTES]}.
 */
@Tag("soak")
class SoakIT {

    private static final int PORT_BASE = 29_600;
    private static final String DISK_SIZE = "900m";

    /** The watchdog restarts the recorder after the freeze. The supervisor handles the kill, and a full disk needs no restart. */
    private static final long EXPECTED_RESTARTS = 1;

    /** Faults that may each corrupt the current video: killing the frozen recorder, the other kill, the full disk. */
    private static final long INJECTED_FAULTS = 3;

    @TempDir
    private static Path dir;

    private final long startedAt = System.nanoTime();
    private final Duration length = Duration.ofMinutes(Integer.parseInt(
            Optional.ofNullable(System.getenv("PEACE_SOAK_MINUTES")).orElse("30")));

    @Test
    void halfAnHourOfFaultsLosesOnlyWhatWasBeingRecorded() throws Exception {
        Path videos = Files.createDirectories(dir.resolve("videos"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "tmpfs", videos.toString()) == 0,
                "the soak test needs root, to mount a small disk");
        try {
            soak(videos);
        } finally {
            run("umount", videos.toString());
        }
    }

    private void soak(Path videos) throws Exception {
        List<String> kinds;
        try (DemoRun demo = DemoRun.start(Checkout.here(), dir, PORT_BASE)) {
            demo.awaitReady(Duration.ofMinutes(5));
            sleepUntil(0.15);
            long frozen = demo.recorderPid();
            CLibrary.kill(frozen, DemoRun.SIGSTOP);
            report("frozen: next heartbeat after", demo.awaitHeartbeatFromOtherThan(frozen, Duration.ofSeconds(60)));
            sleepUntil(0.35);
            long killed = demo.recorderPid();
            CLibrary.kill(killed, DemoRun.SIGKILL);
            report("killed: next heartbeat after", demo.awaitHeartbeatFromOtherThan(killed, Duration.ofSeconds(40)));
            sleepUntil(0.55);
            fillTheDisk(demo, videos.resolve("ballast"));
            sleepUntil(1.0);
            kinds = eventKinds();
            demo.interrupt();
        }
        System.out.println("soak: watchdog's events: " + kinds);
        assertThat(kinds.stream().filter("restart"::equals).count())
                .as("no false restart")
                .isEqualTo(EXPECTED_RESTARTS);
        assertThat(kinds).as("no false reboot").doesNotContain("reboot", "gave_up", "forced_reboot");
        check(videos);
    }

    private void fillTheDisk(DemoRun demo, Path ballast) throws Exception {
        // dd fails when the disk is full, as intended.
        run("dd", "if=/dev/zero", "of=" + ballast, "bs=1M", "status=none");
        Duration detectedAfter =
                demo.await(() -> state(demo).equals("error"), Duration.ofSeconds(60), "the full disk was not reported");
        report("full disk: reported after", detectedAfter);
        await("alive, and in state error")
                .during(Duration.ofMinutes(1))
                .atMost(Duration.ofMinutes(2))
                .until(() -> state(demo).equals("error"));
        Files.delete(ballast);
        Duration recoveredAfter =
                demo.await(() -> state(demo).equals("recording"), Duration.ofMinutes(3), "it did not record again");
        report("space freed: recording after", recoveredAfter);
    }

    private static String state(DemoRun demo) {
        return demo.heartbeat().map(Heartbeat::state).orElse("no heartbeat");
    }

    private void check(Path videos) throws Exception {
        Set<String> files = new HashSet<>();
        for (String folder : List.of("pending", "uploaded", "failed", "corrupted")) {
            try (Stream<Path> found = Files.list(videos.resolve(folder))) {
                found.forEach(file -> files.add(file.toString()));
            }
        }
        List<String> rows = new ArrayList<>();
        List<String> playable = new ArrayList<>();
        long seconds = 0;
        long corrupted = 0;
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + videos.resolve("video_metadata.db"));
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT filepath, status, duration_seconds FROM videos")) {
            while (row.next()) {
                rows.add(row.getString(1));
                seconds += row.getLong(3);
                if (row.getString(2).equals("corrupted")) {
                    corrupted++;
                } else {
                    playable.add(row.getString(1));
                }
                assertThat(row.getString(2)).as(row.getString(1)).isNotEqualTo("in_progress");
            }
        }
        checkCounters(videos, rows.size(), corrupted);
        assertThat(files).as("one row per file and one file per row").containsExactlyInAnyOrderElementsOf(rows);
        try (Stream<Path> leftover = Files.list(videos.resolve("recording"))) {
            assertThat(leftover).as("no unfinished recordings").isEmpty();
        }
        for (String video : playable) {
            assertThat(run("ffmpeg", "-v", "error", "-xerror", "-i", video, "-f", "null", "-"))
                    .as(video)
                    .isZero();
        }
        double fraction = seconds / (double) length.toSeconds();
        System.out.printf(
                "soak: %d rows, %d files, %d playable to the end, %d s of video in %d s (%.0f %%)%n",
                rows.size(), files.size(), playable.size(), seconds, length.toSeconds(), fraction * 100);
        // The freeze costs 35 s, the full disk about two minutes.
        assertThat(fraction).isGreaterThan(1 - (35 + 150) / (double) length.toSeconds() - 0.06);
    }

    /**
     * The recorder counts each video in the transaction that inserts its row, and the count never decreases: this reveals a row and a
     * file that are lost together. Retention removes nothing within half an hour.
     */
    private static void checkCounters(Path videos, long rows, long corrupted) throws Exception {
        assertThat(counter(videos, "VIDEOS_RECORDED"))
                .as("one row per recorded video")
                .isEqualTo(rows);
        assertThat(counter(videos, "VIDEOS_CORRUPTED"))
                .as("one row per corrupted video")
                .isEqualTo(corrupted);
        assertThat(corrupted)
                .as("corrupted videos, at most one per injected fault")
                .isLessThanOrEqualTo(INJECTED_FAULTS);
    }

    private static long counter(Path videos, String name) throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + videos.resolve("video_metadata.db"));
                Statement statement = database.createStatement();
                ResultSet value = statement.executeQuery("SELECT value FROM counters WHERE name = '" + name + "'")) {
            return value.next() ? value.getLong(1) : 0;
        }
    }

    private static List<String> eventKinds() throws Exception {
        Checkout.Result history = Checkout.here().peace("watchdog", "history", "-n", "500", "--json");
        return history.output()
                .lines()
                .filter(line -> line.contains("\"kind\":"))
                .map(line -> line.replaceAll(".*\"kind\":\"([a-z_]+)\".*", "$1"))
                .toList();
    }

    private void sleepUntil(double fraction) {
        long deadline = startedAt + (long) (length.toNanos() * fraction);
        await().forever().pollInterval(Duration.ofSeconds(1)).until(() -> System.nanoTime() - deadline >= 0);
    }

    private static void report(String label, Duration time) {
        System.out.printf("soak: %s %.1f s%n", label, time.toMillis() / 1e3);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " did not exit");
        }
        return process.exitValue();
    }
}
