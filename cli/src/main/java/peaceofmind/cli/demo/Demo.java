package peaceofmind.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peaceofmind.cli.device.RunningDemo;
import peaceofmind.cli.terminal.CommandFailedException;

/** Runs a demo: starts its processes, tells what happens, keeps the two watchers alive, and ends everything. */
final class Demo implements AutoCloseable {

    /** What the watchdog exits with when a real device would reboot now. */
    private static final int REBOOT_EXIT_CODE = 75;

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(500);

    private final DemoFolder folder;
    private final PrintWriter out;
    private final DemoProcess watchdog;
    private final DemoProcess agent;
    private final DemoParts parts;
    private final DemoStory story;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean started;

    Demo(DemoFolder folder, PrintWriter out) {
        this.folder = folder;
        this.out = out;
        this.watchdog = new DemoProcess(
                "watchdog",
                DemoProcess.java("peaceofmind.watchdog.WatchdogMain", "48m", folder.config()),
                folder.log("watchdog"));
        this.agent = new DemoProcess(
                "agent", DemoProcess.java("peaceofmind.agent.AgentMain", "48m", folder.config()), folder.log("agent"));
        this.parts = new DemoParts(folder);
        this.story = new DemoStory(folder, parts, out);
    }

    /** Runs until the time is over, or for ever: Ctrl-C ends the process, and {@link #close} what it started. */
    int run(Optional<Duration> limit) throws IOException, InterruptedException, CommandFailedException {
        checkNobodyIsHere();
        String password;
        try {
            folder.prepare(DemoProcess.java("peaceofmind.recorder.RecorderMain", "96m", folder.config()));
            password = DemoPassword.make(folder.passwordHash());
        } catch (FileSystemException refused) {
            throw new CommandFailedException("the demo can't keep its files below " + folder.root() + " (" + refused
                    + "): choose another folder with --dir");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "demo-end"));
        DemoBoot.begin(folder.boot());
        startAll();
        RunningDemo.announce(folder.root());
        long begun = System.nanoTime();
        awaitParts(begun);
        DemoGuide.print(out, folder, password);
        while (limit.isEmpty() || System.nanoTime() - begun < limit.get().toNanos()) {
            superviseOnce();
            story.tell();
            if (ended.await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                return 0;
            }
        }
        out.println("The time is over: ending the demo.");
        out.flush();
        return 0;
    }

    /**
     * Ends every process of the demo; the watchdog ends the recorder, so that its video is finished. The last word belongs inside the
     * lock: Ctrl-C calls this from two threads, and the process is gone as soon as the hook's returns.
     */
    @Override
    public synchronized void close() {
        ended.countDown();
        if (!started) {
            return;
        }
        started = false;
        watchdog.terminate();
        agent.terminate();
        watchdog.awaitEnd();
        agent.awaitEnd();
        try {
            RunningDemo.withdraw();
        } catch (IOException left) {
            out.println("peace: the note of this demo stays behind, and does no harm: " + left);
        }
        out.println("The demo has ended; nothing of it runs any more. What it made stays in " + folder.root());
        out.flush();
    }

    private void checkNobodyIsHere() throws CommandFailedException {
        Optional<RunningDemo> running = RunningDemo.find();
        if (running.isPresent()) {
            throw new CommandFailedException("a demo of this checkout runs already (process "
                    + running.get().pid() + ", below " + running.get().folder() + "): end that one first");
        }
        for (int port : List.of(folder.nodeMetricsPort(), folder.recorderMetricsPort(), folder.dashboardPort())) {
            checkFree(port);
        }
    }

    private void checkFree(int port) throws CommandFailedException {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            free.setReuseAddress(true);
        } catch (IOException taken) {
            throw new CommandFailedException("port " + port + " is taken (" + taken.getMessage()
                    + "): choose others with --port-base, such as --port-base " + (folder.portBase() + 10_000));
        }
    }

    private synchronized void startAll() throws IOException {
        started = true;
        watchdog.start();
        agent.start();
    }

    private void awaitParts(long begun) throws InterruptedException, CommandFailedException {
        List<String> missing = parts.missing();
        while (!missing.isEmpty()) {
            for (DemoProcess process : List.of(watchdog, agent)) {
                if (process.exitCode().isPresent()) {
                    throw notStarted(process);
                }
            }
            if (System.nanoTime() - begun > START_LIMIT.toNanos()) {
                throw new CommandFailedException("not up after " + START_LIMIT.toSeconds() + " s: "
                        + String.join(", ", missing) + ". What they say is in " + folder.logs());
            }
            ended.await(200, TimeUnit.MILLISECONDS);
            missing = parts.missing();
        }
        out.printf("Up after %.1f s.%n%n", (System.nanoTime() - begun) / 1e9);
    }

    private static CommandFailedException notStarted(DemoProcess process) {
        return new CommandFailedException("the " + process.name() + " ended with exit code "
                + process.exitCode().orElse(-1) + ". Its last words:\n  "
                + String.join("\n  ", process.lastOutput(12)));
    }

    /** What systemd does on a device. */
    private synchronized void superviseOnce() throws IOException {
        if (!started) {
            return;
        }
        Optional<Integer> watchdogEnd = watchdog.exitCode();
        if (watchdogEnd.filter(code -> code == REBOOT_EXIT_CODE).isPresent()) {
            story.say("demo", "a device would reboot now; the demo ends and starts everything instead");
            agent.terminate();
            agent.awaitEnd();
            DemoBoot.begin(folder.boot());
            watchdog.start();
            agent.start();
            return;
        }
        for (DemoProcess process : List.of(watchdog, agent)) {
            if (process.exitCode().isPresent()) {
                story.say(
                        "demo",
                        "the " + process.name() + " has ended (exit code "
                                + process.exitCode().orElse(-1) + "); starting it again, as systemd would");
                process.start();
            }
        }
    }
}
