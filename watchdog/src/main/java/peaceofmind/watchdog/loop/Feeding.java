package peaceofmind.watchdog.loop;

import java.util.function.Supplier;
import peaceofmind.linux.ServiceNotifier;

/** Tells systemd that the loop turns, until it must not know that any more. */
final class Feeding {

    /** A status line need not be newer; each is a message. */
    private static final int STATUS_EVERY_LOOKS = 10;

    private final ServiceNotifier notifier;
    private volatile boolean stopped;
    private int looks;

    Feeding(ServiceNotifier notifier) {
        this.notifier = notifier;
    }

    void feed(Supplier<String> status) {
        if (stopped) {
            return;
        }
        if (looks == 0) {
            notifier.ready();
        }
        if (looks % STATUS_EVERY_LOOKS == 0) {
            notifier.status(status.get());
        }
        looks++;
        notifier.alive();
    }

    void stop() {
        stopped = true;
    }

    void resume() {
        stopped = false;
    }

    boolean isFeeding() {
        return !stopped;
    }
}
