package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

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
 * A demo for half an hour with a freeze, a kill and a full disk: no row is lost, no file is without a row, every video plays to its end,
 * and the watchdog does nothing that was not called for. On demand: {@code ./test soak [MINUTES]}.
 */
@Tag("soak")
class SoakIT {

    private static final int PORT_BASE = 29_600;
    private static final String DISK_SIZE = "900m";

    /** A watchdog's restart for the freeze; the kill is the supervisor's matter, and a full disk is nobody's. */
    private static final long EXPECTED_RESTARTS = 1;

    /** What may cost a video that is being recorded: the kill of what is frozen, the other kill, the full disk. */
    private static final long INJECTED_FAULTS = 3;

    @TempDir
    private static Path dir;

    private final long startedAt = System.nanoTime();
    private final Duration length = Duration.ofMinutes(Integer.parseInt(
            Optional.ofNullable(System.getenv("PEACE_SOAK_MINUTES")).orElse("30")));

    @Test
    void halfAnHourOfFaultsCostsNothingThatWasNotLostAtOnce() throws Exception {
        Path videos = Files.createDirectories(dir.resolve("videos"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "tmpfs", videos.toString()) == 0,
                "the soak needs root, to mount a small disk");
        try {
            soak(videos);
        } finally {
            run("umount", videos.toString());
        }
    }

    private void soak(Path videos) throws Exception {
        List<String> kinds;
        try (DemoRun demo = DemoRun.start(Checkout.here(), dir, PORT_BASE)) {
            demo.awaitReady(Duration.ofSeconds(60));
            sleepUntil(0.15);
            long frozen = demo.recorderPid();
            CLibrary.kill(frozen, DemoRun.SIGSTOP);
            report("frozen: beating again after", demo.awaitHeartbeatFromOtherThan(frozen, Duration.ofSeconds(60)));
            sleepUntil(0.35);
            long killed = demo.recorderPid();
            CLibrary.kill(killed, DemoRun.SIGKILL);
            report("killed: beating again after", demo.awaitHeartbeatFromOtherThan(killed, Duration.ofSeconds(40)));
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
        // dd ends with an error when the disk is full: that is what it is for.
        run("dd", "if=/dev/zero", "of=" + ballast, "bs=1M", "status=none");
        Duration detectedAfter =
                demo.await(() -> state(demo).equals("error"), Duration.ofSeconds(60), "a full disk was not told");
        report("full disk: told after", detectedAfter);
        Thread.sleep(60_000);
        assertThat(state(demo)).as("alive, and saying so").isEqualTo("error");
        Files.delete(ballast);
        Duration recoveredAfter =
                demo.await(() -> state(demo).equals("recording"), Duration.ofMinutes(3), "it does not record again");
        report("room again: recording after", recoveredAfter);
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
        assertThat(files).as("a row for each file, a file for each row").containsExactlyInAnyOrderElementsOf(rows);
        try (Stream<Path> leftover = Files.list(videos.resolve("recording"))) {
            assertThat(leftover).as("nothing is left half done").isEmpty();
        }
        for (String video : playable) {
            assertThat(run("ffmpeg", "-v", "error", "-xerror", "-i", video, "-f", "null", "-"))
                    .as(video)
                    .isZero();
        }
        double fraction = seconds / (double) length.toSeconds();
        System.out.printf(
                "soak: %d rows, %d files, %d play to their end, %d s of video in %d s (%.0f %%)%n",
                rows.size(), files.size(), playable.size(), seconds, length.toSeconds(), fraction * 100);
        // The freeze costs 35 s, the full disk about two minutes.
        assertThat(fraction).isGreaterThan(1 - (35 + 150) / (double) length.toSeconds() - 0.06);
    }

    /**
     * The recorder counts each video in the transaction that makes its row, and nothing takes from the count: a row and its file that
     * are lost together show here. Retention removes nothing within half an hour.
     */
    private static void checkCounters(Path videos, long rows, long corrupted) throws Exception {
        assertThat(counter(videos, "VIDEOS_RECORDED"))
                .as("a row for each video that was ever made")
                .isEqualTo(rows);
        assertThat(counter(videos, "VIDEOS_CORRUPTED"))
                .as("a row for each corrupted video that was ever made")
                .isEqualTo(corrupted);
        assertThat(corrupted)
                .as("corrupted videos, at most one for each fault that was injected")
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

    private void sleepUntil(double fraction) throws InterruptedException {
        long deadline = startedAt + (long) (length.toNanos() * fraction);
        while (System.nanoTime() - deadline < 0) {
            Thread.sleep(1000);
        }
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
            throw new IOException(String.join(" ", command) + " did not end");
        }
        return process.exitValue();
    }
}
