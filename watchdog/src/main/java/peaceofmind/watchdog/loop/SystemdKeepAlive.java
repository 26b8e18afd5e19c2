// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.util.function.Supplier;
import peaceofmind.linux.ServiceNotifier;

/** Sends keep-alives to systemd while the loop runs; the policy stops them so that systemd, or the hardware watchdog, acts. */
final class SystemdKeepAlive {

    /** The status line need not be newer, and each update is a message. */
    private static final int STATUS_INTERVAL_TICKS = 10;

    private final ServiceNotifier notifier;
    private volatile boolean stopped;
    private int ticks;

    SystemdKeepAlive(ServiceNotifier notifier) {
        this.notifier = notifier;
    }

    void send(Supplier<String> status) {
        if (stopped) {
            return;
        }
        if (ticks == 0) {
            notifier.ready();
        }
        if (ticks % STATUS_INTERVAL_TICKS == 0) {
            notifier.status(status.get());
        }
        ticks++;
        notifier.keepAlive();
    }

    void stop() {
        stopped = true;
    }

    void resume() {
        stopped = false;
    }

    boolean isActive() {
        return !stopped;
    }
}
