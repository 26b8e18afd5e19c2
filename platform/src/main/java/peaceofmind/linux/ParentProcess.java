// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Exits this process together with another one: the demo and {@code peace watchdog run} set {@code PEACE_EXIT_WITH} to their own PID, so
 * that their processes do not outlive them even when they are killed. Never set by a unit.
 */
public final class ParentProcess {

    static final String ENVIRONMENT_VARIABLE = "PEACE_EXIT_WITH";
    private static final Path PROC = Path.of("/proc");
    private static final long POLL_MILLIS = 2000;

    private ParentProcess() {}

    /** Runs {@code onExit} once, on its own thread, after the parent has exited; does nothing when the variable is not set. */
    public static void watch(Map<String, String> environment, Runnable onExit) {
        Optional<ProcessStat> parent = Optional.ofNullable(environment.get(ENVIRONMENT_VARIABLE))
                .filter(pid -> pid.matches("\\d{1,10}"))
                .flatMap(pid -> ProcessStat.read(PROC, Long.parseLong(pid)));
        if (environment.containsKey(ENVIRONMENT_VARIABLE)) {
            Thread.ofPlatform().daemon().name("parent-process").start(() -> {
                if (awaitExit(parent)) {
                    onExit.run();
                }
            });
        }
    }

    private static boolean awaitExit(Optional<ProcessStat> parent) {
        try {
            CountDownLatch pollTimer = new CountDownLatch(1);
            while (parent.isPresent() && isAlive(parent.get())) {
                if (pollTimer.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    /** Compares the start time too, since PIDs are reused. */
    private static boolean isAlive(ProcessStat parent) {
        return ProcessStat.read(PROC, parent.pid())
                .filter(now -> now.startTicks() == parent.startTicks() && !now.hasExited())
                .isPresent();
    }
}
