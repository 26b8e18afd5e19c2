// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.cli.machine.JavaProgram;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.log.ErrorText;

/** Runs a demo: starts its processes, prints what happens, restarts watchdog and agent when they exit, and stops everything. */
final class Demo implements AutoCloseable {

    /** The watchdog's exit code when a real device would reboot now. */
    private static final int REBOOT_EXIT_CODE = 75;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final DemoFolder folder;
    private final PrintWriter out;
    private final DemoProcess watchdog;
    private final DemoProcess agent;
    private final DemoReadiness readiness;
    private final DemoEvents events;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean started;

    Demo(DemoFolder folder, PrintWriter out) {
        this.folder = folder;
        this.out = out;
        this.watchdog = new DemoProcess(
                "watchdog",
                JavaProgram.commandLine("peaceofmind.watchdog.WatchdogMain", "48m", folder.config()),
                folder.log("watchdog"));
        this.agent = new DemoProcess(
                "agent",
                JavaProgram.commandLine("peaceofmind.agent.AgentMain", "48m", folder.config()),
                folder.log("agent"));
        this.readiness = new DemoReadiness(folder);
        this.events = new DemoEvents(folder, readiness, out);
    }

    /** Runs for the given duration, or until Ctrl-C: then a shutdown hook calls {@link #close}. */
    int run(Optional<Duration> duration) throws IOException, InterruptedException, CommandFailedException {
        checkNotRunning();
        String password;
        try {
            folder.prepare(JavaProgram.commandLine("peaceofmind.recorder.RecorderMain", "96m", folder.config()));
            password = DemoPassword.generate(folder.passwordHashFile());
        } catch (FileSystemException refused) {
            throw new CommandFailedException("cannot write the files of the demo below " + folder.root() + " ("
                    + ErrorText.of(refused) + "): choose another folder with --dir");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "demo-shutdown"));
        DemoBoot.simulate(folder.bootFile());
        startAll();
        RunningDemo.announce(folder.root());
        long startNanos = System.nanoTime();
        awaitReady(startNanos);
        DemoGuide.print(out, folder, password);
        while (duration.isEmpty()
                || System.nanoTime() - startNanos < duration.get().toNanos()) {
            superviseOnce();
            events.printChanges();
            if (stopped.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                return 0;
            }
        }
        out.println("Time is up: stopping the demo.");
        out.flush();
        return 0;
    }

    /**
     * Stops every process of the demo; the watchdog stops the recorder, which finishes its video. The last message is printed under the
     * lock: Ctrl-C calls this from two threads, and the process exits as soon as the thread of the hook returns.
     */
    @Override
    public synchronized void close() {
        stopped.countDown();
        if (!started) {
            return;
        }
        started = false;
        watchdog.terminate();
        agent.terminate();
        watchdog.awaitExit();
        agent.awaitExit();
        try {
            RunningDemo.withdraw();
        } catch (IOException notDeleted) {
            out.println("peace: cannot withdraw the announcement of this demo (harmless): " + ErrorText.of(notDeleted));
        }
        out.println("The demo has stopped; none of its processes is running. Its files remain in " + folder.root());
        out.flush();
    }

    private void checkNotRunning() throws CommandFailedException {
        Optional<RunningDemo> running = RunningDemo.find();
        if (running.isPresent()) {
            throw new CommandFailedException("a demo of this checkout is already running (process "
                    + running.get().pid() + ", below " + running.get().folder() + "): stop it first");
        }
        for (int port : List.of(folder.nodeMetricsPort(), folder.recorderMetricsPort(), folder.dashboardPort())) {
            checkPortFree(port);
        }
    }

    private void checkPortFree(int port) throws CommandFailedException {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            free.setReuseAddress(true);
        } catch (IOException inUse) {
            throw new CommandFailedException("port " + port + " is in use (" + ErrorText.of(inUse)
                    + "): choose other ports with --port-base, such as --port-base " + (folder.portBase() + 10_000));
        }
    }

    private synchronized void startAll() throws IOException {
        started = true;
        watchdog.start();
        agent.start();
    }

    private void awaitReady(long startNanos) throws InterruptedException, CommandFailedException {
        List<String> notReady = readiness.notReady();
        while (!notReady.isEmpty()) {
            for (DemoProcess process : List.of(watchdog, agent)) {
                if (process.exitCode().isPresent()) {
                    throw startFailure(process);
                }
            }
            if (System.nanoTime() - startNanos > START_TIMEOUT.toNanos()) {
                throw new CommandFailedException("not ready after " + START_TIMEOUT.toSeconds() + " s: "
                        + String.join(", ", notReady) + ". See the logs in " + folder.logs());
            }
            stopped.await(200, TimeUnit.MILLISECONDS);
            notReady = readiness.notReady();
        }
        out.printf("Up after %.1f s.%n%n", (System.nanoTime() - startNanos) / 1e9);
    }

    private static CommandFailedException startFailure(DemoProcess process) {
        return new CommandFailedException("the " + process.name() + " exited with code "
                + process.exitCode().orElse(-1) + ". Its last output:\n  "
                + String.join("\n  ", process.lastOutput(12)));
    }

    /** Restarts what has exited, as systemd does on a device. */
    private synchronized void superviseOnce() throws IOException {
        if (!started) {
            return;
        }
        Optional<Integer> watchdogExit = watchdog.exitCode();
        if (watchdogExit.filter(code -> code == REBOOT_EXIT_CODE).isPresent()) {
            events.print("demo", "a device would reboot now; the demo restarts everything instead");
            agent.terminate();
            agent.awaitExit();
            DemoBoot.simulate(folder.bootFile());
            watchdog.start();
            agent.start();
            return;
        }
        for (DemoProcess process : List.of(watchdog, agent)) {
            if (process.exitCode().isPresent()) {
                events.print(
                        "demo",
                        "the " + process.name() + " has exited (code "
                                + process.exitCode().orElse(-1) + "); restarting it, as systemd would");
                process.start();
            }
        }
    }
}
