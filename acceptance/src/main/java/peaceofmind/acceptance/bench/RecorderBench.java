// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import peaceofmind.linux.Subprocess;

/** What the recorder is for: footage lost, waiting times, gaps; and what it takes beside plain ffmpeg. */
final class RecorderBench {

    private static final int KILLS = 20;
    private static final int STARTS = 10;
    private static final int GAPS = 3;
    private static final Duration MEASURED = Duration.ofMinutes(1);
    private static final Duration FFPROBE_TIMEOUT = Duration.ofSeconds(30);

    /** The same times to the kills with each run. */
    private static final long SEED = 20;

    private RecorderBench() {}

    static void run(Path dir, BenchReport report) throws IOException, InterruptedException {
        report.heading("The recorder, of a test picture of 1280x720 at 25 pictures per second");
        measureStarts(dir.resolve("starts"), "test:1280x720@25", report);
        try (MeasuredCamera camera = new MeasuredCamera(dir.resolve("camera"))) {
            report.note("Of a network camera of 1280x720 with a key frame every 2 s:");
            measureStarts(dir.resolve("camera-starts"), camera.address(), report);
        }
        measureGaps(dir.resolve("gaps"), report);
        measureKills(dir.resolve("kills"), report);
        measureUse(dir.resolve("use"), report);
        measureChecks(dir.resolve("checks"), report);
        report.note("Footage lost by five power cuts, in a virtual machine: PEACE_POWER_CUTS=5 ./test e2e power-cut");
    }

    private static void measureStarts(Path dir, String source, BenchReport report)
            throws IOException, InterruptedException {
        MeasuredRecorder recorder = MeasuredRecorder.start(dir, "source: " + source);
        List<Double> starts = new ArrayList<>();
        List<Double> confirmations = new ArrayList<>();
        List<Double> stops = new ArrayList<>();
        try {
            for (int n = 0; n < STARTS; n++) {
                recorder.await("ready", () -> recorder.isInState("ready"));
                recorder.await(
                        "the last one is finished",
                        () -> recorder.rawFile(_ -> true).isEmpty());
                long sentAt = System.nanoTime();
                Thread command = Thread.ofVirtual().start(() -> sendQuietly(recorder, "start"));
                recorder.await("a picture", () -> recorder.rawFile(_ -> true).isPresent());
                starts.add(secondsSince(sentAt));
                command.join();
                confirmations.add(secondsSince(sentAt));
                long stopAt = System.nanoTime();
                recorder.send("stop");
                stops.add(secondsSince(stopAt));
            }
        } finally {
            recorder.stop();
        }
        report.row("start command to first picture in the file", "s", Budget.alwaysAtMost(1), "-", array(starts));
        report.row("start command to its confirmation", "s", "-", array(confirmations));
        report.row("stop command to ready for the next", "s", Budget.alwaysAtMost(0.5), "-", array(stops));
    }

    private static void sendQuietly(MeasuredRecorder recorder, String command) {
        try {
            recorder.send(command);
        } catch (IOException refused) {
            // Then there is no picture, which is reported.
        }
    }

    /** With {@code auto_start}: from the first picture of one recording, and its length, to the first picture of the next. */
    private static void measureGaps(Path dir, BenchReport report) throws IOException, InterruptedException {
        MeasuredRecorder recorder =
                MeasuredRecorder.start(dir, "source: test:1280x720@25", "auto_start: true", "default_length: 10s");
        List<Long> firstPictures = new ArrayList<>();
        try {
            Path last = dir;
            for (int n = 0; n <= GAPS; n++) {
                Path previous = last;
                recorder.await(
                        "the next recording",
                        () -> recorder.rawFile(file -> isNewer(file, previous)).isPresent());
                firstPictures.add(System.nanoTime());
                last = recorder.rawFile(file -> isNewer(file, previous)).orElseThrow();
            }
            recorder.await("the videos", () -> recorder.videos().size() >= GAPS);
        } finally {
            recorder.stop();
        }
        List<Double> gaps = new ArrayList<>();
        for (int n = 0; n < GAPS; n++) {
            double between = (firstPictures.get(n + 1) - firstPictures.get(n)) / 1e9;
            gaps.add(Math.max(0, between - length(recorder.videos().get(n))));
        }
        report.row("gap between two recordings", "s", Budget.alwaysAtMost(0.5), "-", array(gaps));
    }

    private static boolean isNewer(Path file, Path previous) {
        return file.getFileName().toString().compareTo(previous.getFileName().toString()) > 0;
    }

    /** At most: the time that ffmpeg takes to its first picture counts as lost. */
    private static void measureKills(Path dir, BenchReport report) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        List<Double> lost = new ArrayList<>();
        for (int n = 0; n < KILLS; n++) {
            Path folder = dir.resolve(Integer.toString(n));
            MeasuredRecorder recorder = MeasuredRecorder.start(folder, "source: test:1280x720@25", "auto_start: true");
            recorder.await("a recording", recorder::hasRawFile);
            long startedAt = System.nanoTime();
            recorder.await("a picture", () -> recorder.rawFile(_ -> true).isPresent());
            TimeUnit.MILLISECONDS.sleep(2_000 + random.nextInt(4_000));
            double recorded = secondsSince(startedAt);
            recorder.kill();
            MeasuredRecorder next = MeasuredRecorder.start(folder, "source: test:1280x720@25");
            try {
                next.await("the salvaged video", () -> !next.videos().isEmpty() && next.isInState("ready"));
                lost.add(Math.max(0, recorded - length(next.videos().getFirst())));
            } finally {
                next.stop();
            }
        }
        report.row("footage lost by kill -9, at most", "s", Budget.alwaysAtMost(2), "-", array(lost));
    }

    private static double length(Path video) throws IOException, InterruptedException {
        List<String> command = List.of(
                "ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", video.toString());
        if (Subprocess.run(command, FFPROBE_TIMEOUT, 10_000) instanceof Subprocess.Exited exited
                && exited.succeeded()) {
            return Double.parseDouble(exited.output().strip());
        }
        throw new IOException("ffprobe cannot read " + video);
    }

    private static void measureUse(Path dir, BenchReport report) throws IOException, InterruptedException {
        MeasuredRecorder recorder = MeasuredRecorder.start(
                dir, "source: test:1280x720@25", "auto_start: true", "check: {pictures: always}");
        List<String> command;
        double cpu;
        double memory;
        double plainMemory;
        try {
            recorder.await("a picture", () -> recorder.rawFile(_ -> true).isPresent());
            // The classes of the start are not what recording takes.
            TimeUnit.SECONDS.sleep(20);
            ProcessHandle ffmpeg = recorder.ffmpeg();
            command = commandOf(ffmpeg.pid());
            double before = cpuSeconds(recorder.pid()) + cpuSeconds(ffmpeg.pid());
            TimeUnit.SECONDS.sleep(MEASURED.toSeconds());
            cpu = cpuSeconds(recorder.pid()) + cpuSeconds(ffmpeg.pid()) - before;
            plainMemory = new MeasuredProcess(ffmpeg.pid()).pssMegabytes();
            memory = new MeasuredProcess(recorder.pid()).pssMegabytes();
        } finally {
            recorder.stop();
        }
        double plain = plainFfmpeg(dir, command);
        report.row("CPU per minute, with ffmpeg and checks", "s", "ffmpeg alone: " + rounded(plain), cpu);
        report.row("CPU, as a multiple of ffmpeg alone", "", Budget.atMost(1.1), "-", cpu / plain);
        report.row("memory of the recorder (PSS)", "MB", "its ffmpeg: " + rounded(plainMemory), memory);
    }

    /** Of a network camera, whose H.264 is copied: decoding its key frames is then most of what recording takes. */
    private static void measureChecks(Path dir, BenchReport report) throws IOException, InterruptedException {
        try (MeasuredCamera camera = new MeasuredCamera(dir)) {
            MeasuredRecorder recorder = MeasuredRecorder.start(dir, "source: " + camera.address(), "auto_start: true");
            try {
                recorder.await("a picture", () -> recorder.rawFile(_ -> true).isPresent());
                TimeUnit.SECONDS.sleep(20);
                ProcessHandle ffmpeg = recorder.ffmpeg();
                double recordedBefore = cpuSeconds(ffmpeg.pid());
                double childrenBefore = exitedChildrenCpuSeconds(recorder.pid());
                double ownBefore = cpuSeconds(recorder.pid()) - childrenBefore;
                TimeUnit.SECONDS.sleep(MEASURED.toSeconds());
                double checks = exitedChildrenCpuSeconds(recorder.pid()) - childrenBefore;
                double own = cpuSeconds(recorder.pid()) - exitedChildrenCpuSeconds(recorder.pid()) - ownBefore;
                double copying = cpuSeconds(ffmpeg.pid()) - recordedBefore;
                report.row(
                        "CPU per minute to check pictures of copied H.264",
                        "s",
                        Budget.atMost(0.6),
                        "copying it: " + rounded(copying) + ", recorder: " + rounded(own),
                        checks);
            } finally {
                recorder.stop();
            }
        }
    }

    /** The same arguments, for the same time. */
    private static double plainFfmpeg(Path dir, List<String> command) throws IOException, InterruptedException {
        List<String> plain = new ArrayList<>(command);
        plain.set(plain.size() - 1, "file:" + dir.resolve("plain.mkv"));
        Process ffmpeg = new ProcessBuilder(plain)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            TimeUnit.SECONDS.sleep(20);
            double before = cpuSeconds(ffmpeg.pid());
            TimeUnit.SECONDS.sleep(MEASURED.toSeconds());
            return cpuSeconds(ffmpeg.pid()) - before;
        } finally {
            ffmpeg.destroyForcibly().waitFor();
        }
    }

    private static List<String> commandOf(long pid) throws IOException {
        return Stream.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1))
                .filter(argument -> !argument.isEmpty())
                .toList();
    }

    /** With the processes that it has started and waited for (proc(5), stat: utime, stime, cutime, cstime). */
    private static double cpuSeconds(long pid) throws IOException {
        return cpuSeconds(pid, 11);
    }

    /** Of the processes that it has started and waited for, which the running ffmpeg is not among (cutime, cstime). */
    private static double exitedChildrenCpuSeconds(long pid) throws IOException {
        return cpuSeconds(pid, 13);
    }

    private static double cpuSeconds(long pid, int firstField) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = firstField; field <= 14; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / 100.0;
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static String rounded(double value) {
        return String.valueOf(Math.round(value * 10) / 10.0);
    }
}
