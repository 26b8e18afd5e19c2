// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs a task after a delay, unless it is cancelled before. */
interface SmtpTimer {

    /** A task that has not run yet. */
    interface Pending {
        /** Without effect when the task has run. */
        void cancel();
    }

    /**
     * Schedules a task.
     *
     * @param task returns at once: others wait for it
     */
    Pending schedule(Duration delay, Runnable task);

    /** The real time; all sessions share one thread. */
    static SmtpTimer system() {
        return Shared.TIMER;
    }

    /** The thread, started with the first session. */
    final class Shared {
        private static final ScheduledThreadPoolExecutor SCHEDULER = createScheduler();
        private static final SmtpTimer TIMER = (delay, task) -> {
            ScheduledFuture<?> scheduled = SCHEDULER.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        };

        private Shared() {}

        private static ScheduledThreadPoolExecutor createScheduler() {
            ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("mail-limit").factory());
            scheduler.setRemoveOnCancelPolicy(true);
            return scheduler;
        }
    }
}
