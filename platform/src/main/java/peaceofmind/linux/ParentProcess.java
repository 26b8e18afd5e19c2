package peaceofmind.linux;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Another process without which this one must not live on: the demo names itself in {@code PEACE_EXIT_WITH}, so that nothing of it
 * stays behind even when it is killed. A device sets nothing of the kind.
 */
public final class ParentProcess {

    static final String ENVIRONMENT_VARIABLE = "PEACE_EXIT_WITH";
    private static final Path PROC = Path.of("/proc");
    private static final long POLL_MILLIS = 2000;

    private ParentProcess() {}

    /** Runs {@code onExit} once, in a thread of its own, when the companion is gone; does nothing where none is named. */
    public static void watch(Map<String, String> environment, Runnable onExit) {
        Optional<ProcessStat> parent = Optional.ofNullable(environment.get(ENVIRONMENT_VARIABLE))
                .filter(pid -> pid.matches("\\d{1,10}"))
                .flatMap(pid -> ProcessStat.read(PROC, Long.parseLong(pid)));
        if (environment.containsKey(ENVIRONMENT_VARIABLE)) {
            Thread.ofPlatform().daemon().name("companion").start(() -> {
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

    /** The same pid is not enough: it is given out again. */
    private static boolean isAlive(ProcessStat parent) {
        return ProcessStat.read(PROC, parent.pid())
                .filter(now -> now.startTicks() == parent.startTicks() && now.state() != 'Z')
                .isPresent();
    }
}
