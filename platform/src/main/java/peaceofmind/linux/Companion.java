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
public final class Companion {

    static final String VARIABLE = "PEACE_EXIT_WITH";
    private static final Path PROC = Path.of("/proc");
    private static final long POLL_MILLIS = 2000;

    private Companion() {}

    /** Runs {@code onEnd} once, in a thread of its own, when the companion is gone; does nothing where none is named. */
    public static void watch(Map<String, String> environment, Runnable onEnd) {
        Optional<ProcessStat> companion = Optional.ofNullable(environment.get(VARIABLE))
                .filter(pid -> pid.matches("\\d{1,10}"))
                .flatMap(pid -> ProcessStat.read(PROC, Long.parseLong(pid)));
        if (environment.containsKey(VARIABLE)) {
            Thread.ofPlatform().daemon().name("companion").start(() -> {
                if (awaitEnd(companion)) {
                    onEnd.run();
                }
            });
        }
    }

    private static boolean awaitEnd(Optional<ProcessStat> companion) {
        try {
            CountDownLatch never = new CountDownLatch(1);
            while (companion.isPresent() && lives(companion.get())) {
                if (never.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }

    /** The same pid is not enough: it is given out again. */
    private static boolean lives(ProcessStat companion) {
        return ProcessStat.read(PROC, companion.pid())
                .filter(now -> now.startTicks() == companion.startTicks() && now.state() != 'Z')
                .isPresent();
    }
}
