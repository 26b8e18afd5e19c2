// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading.Present;
import peaceofmind.linux.CLibrary;

/** A running {@code ./peace demo}. Closing it has the effect of Ctrl-C. */
public final class DemoRun implements AutoCloseable {

    public static final int SIGINT = 2;
    public static final int SIGKILL = 9;
    public static final int SIGSTOP = 19;

    private final Path dir;
    private final Path output;
    private final Process process;
    private final HeartbeatReader reader;

    private DemoRun(Path dir, Path output, Process process) {
        this.dir = dir;
        this.output = output;
        this.process = process;
        this.reader = new HeartbeatReader(dir.resolve("run/heartbeat.json"), Optional.empty(), System::nanoTime);
    }

    /**
     * Starts a demo and returns immediately.
     *
     * @param dir the demo's folder for all its files
     * @param arguments beyond {@code --dir} and {@code --port-base}
     */
    public static DemoRun start(Checkout checkout, Path dir, int portBase, String... arguments) throws IOException {
        Files.createDirectories(dir);
        Path output = dir.resolve("demo.out");
        List<String> all =
                new ArrayList<>(List.of("demo", "--dir", dir.toString(), "--port-base", Integer.toString(portBase)));
        all.addAll(List.of(arguments));
        Process process = checkout.processBuilder(all.toArray(String[]::new))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new DemoRun(dir, output, process);
    }

    public Path dir() {
        return dir;
    }

    /** Everything it has printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Waits until it reports that everything is up, and returns how long it took. */
    public Duration awaitReady(Duration timeout) throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        while (!output().contains("Press Ctrl-C to stop the demo.")) {
            if (!process.isAlive()) {
                throw new IOException("the demo exited instead of starting up:\n" + output());
            }
            sleepWithin(startedAt, timeout, "the demo was not up");
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** The heartbeat, if it changed within the last two seconds. */
    public Optional<Heartbeat> heartbeat() {
        return reader.read() instanceof Present present && present.age().compareTo(Duration.ofSeconds(2)) < 0
                ? Optional.of(present.heartbeat())
                : Optional.empty();
    }

    /** The process that currently writes the heartbeat. */
    public long recorderPid() throws IOException, InterruptedException {
        await(() -> heartbeat().flatMap(DemoRun::pid).isPresent(), Duration.ofMinutes(2), "no heartbeat");
        return heartbeat().flatMap(DemoRun::pid).orElseThrow(() -> new IOException("no heartbeat any more"));
    }

    /** Waits for a heartbeat of a process other than {@code formerPid}, and returns how long it took. */
    public Duration awaitHeartbeatFromOtherThan(long formerPid, Duration timeout)
            throws IOException, InterruptedException {
        return await(
                () -> heartbeat()
                        .flatMap(DemoRun::pid)
                        .filter(pid -> pid != formerPid)
                        .isPresent(),
                timeout,
                "no heartbeat of a process other than " + formerPid);
    }

    /** Waits for a condition, which is checked ten times a second, and returns how long it took. */
    public Duration await(BooleanSupplier condition, Duration timeout, String failureMessage)
            throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        while (!condition.getAsBoolean()) {
            sleepWithin(startedAt, timeout, failureMessage);
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private void sleepWithin(long startedAt, Duration timeout, String failureMessage)
            throws IOException, InterruptedException {
        if (System.nanoTime() - startedAt > timeout.toNanos()) {
            throw new IOException(
                    failureMessage + " within " + timeout.toSeconds() + " s. Output of the demo:\n" + output());
        }
        TimeUnit.MILLISECONDS.sleep(100);
    }

    /** Every process on this machine whose command line contains this demo's folder. */
    public List<Long> processes() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid)
                    .filter(pid -> commandLine(pid).contains(dir.toString()))
                    .toList();
        }
    }

    /** The process of this demo whose command line contains {@code commandPart}, such as {@code WatchdogMain}. */
    public Optional<Long> findProcess(String commandPart) {
        return processes().stream()
                .filter(pid -> commandLine(pid).contains(commandPart)
                        && !commandLine(pid).startsWith("setsid"))
                .findFirst();
    }

    /** Interrupts the demo as Ctrl-C in its terminal would, waits for it, and returns its exit code. */
    public int interrupt() throws IOException, InterruptedException {
        if (process.isAlive()) {
            CLibrary.kill(process.pid(), SIGINT);
        }
        return awaitExit(Duration.ofSeconds(30));
    }

    public int awaitExit(Duration timeout) throws IOException, InterruptedException {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the demo did not exit within " + timeout.toSeconds() + " s:\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        try {
            interrupt();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Optional<Long> pid(Heartbeat heartbeat) {
        return heartbeat.pid().isPresent() ? Optional.of(heartbeat.pid().getAsLong()) : Optional.empty();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }
}
