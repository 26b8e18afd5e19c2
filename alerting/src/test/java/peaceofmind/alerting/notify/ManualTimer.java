// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A timer whose time passes only by hand. Thread-safe. */
final class ManualTimer implements SmtpTimer {

    private final List<Entry> entries = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Entry(Duration dueAt, Runnable task) {}

    @Override
    public synchronized Pending schedule(Duration delay, Runnable task) {
        Entry entry = new Entry(now.plus(delay), task);
        entries.add(entry);
        return () -> cancel(entry);
    }

    private synchronized void cancel(Entry entry) {
        entries.remove(entry);
    }

    void advance(Duration duration) {
        List<Entry> due = new ArrayList<>();
        synchronized (this) {
            now = now.plus(duration);
            entries.removeIf(entry -> entry.dueAt.compareTo(now) <= 0 && due.add(entry));
        }
        due.forEach(entry -> entry.task.run());
    }
}
