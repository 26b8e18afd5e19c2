package peaceofmind.linux;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells systemd how a service is (sd_notify(3)): does nothing where systemd does not ask for it. Call {@link #keepAlive} from the main
 * loop and from nowhere else: only then does a hung loop go silent.
 */
public final class ServiceNotifier {

    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdogTimeout;
    private final AtomicLong failedMessages = new AtomicLong();

    private ServiceNotifier(Optional<NotifySocket> socket, Optional<Duration> watchdogTimeout) {
        this.socket = socket;
        this.watchdogTimeout = watchdogTimeout;
    }

    /** Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID as systemd sets them. */
    public static ServiceNotifier fromEnvironment(Map<String, String> environment, long ownPid) {
        Optional<Duration> timeout = Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(micros -> micros.matches("\\d{1,15}"))
                .map(micros -> Duration.ofNanos(Long.parseLong(micros) * 1000));
        boolean forThisProcess = Optional.ofNullable(environment.get("WATCHDOG_PID"))
                .map(pid -> pid.equals(Long.toString(ownPid)))
                .orElse(true);
        return new ServiceNotifier(
                Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                        .filter(name -> !name.isEmpty())
                        .map(NotifySocket::new),
                forThisProcess ? timeout : Optional.empty());
    }

    /** Start-up is complete. */
    public void ready() {
        send("READY=1");
    }

    /** One line for {@code systemctl status}. */
    public void status(String line) {
        send("STATUS=" + line.replace('\n', ' '));
    }

    /** The main loop turns: due at least every {@link #watchdogTimeout} / 2. */
    public void keepAlive() {
        if (watchdogTimeout.isPresent()) {
            send("WATCHDOG=1");
        }
    }

    public void stopping() {
        send("STOPPING=1");
    }

    /** After this long without {@link #keepAlive} systemd ends the service; empty when it does not watch. */
    public Optional<Duration> watchdogTimeout() {
        return watchdogTimeout;
    }

    /** Messages that could not be sent since the start. */
    public long failedMessages() {
        return failedMessages.get();
    }

    private void send(String message) {
        if (socket.isEmpty()) {
            return;
        }
        try {
            socket.get().send(message);
        } catch (IOException failure) {
            // systemd judges by what does not arrive; a main loop must not fall over it.
            failedMessages.incrementAndGet();
        }
    }
}
