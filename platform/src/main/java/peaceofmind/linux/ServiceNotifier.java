// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reports a service's state to systemd (sd_notify(3)); does nothing when systemd does not expect it. Call {@link #keepAlive} only from
 * the main loop: otherwise a hung loop would go unnoticed.
 */
public final class ServiceNotifier {

    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdogTimeout;
    private final AtomicLong failedMessages = new AtomicLong();

    private ServiceNotifier(Optional<NotifySocket> socket, Optional<Duration> watchdogTimeout) {
        this.socket = socket;
        this.watchdogTimeout = watchdogTimeout;
    }

    /** Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, which systemd sets. */
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

    /** The main loop is running: call it at least every {@link #watchdogTimeout} / 2. */
    public void keepAlive() {
        if (watchdogTimeout.isPresent()) {
            send("WATCHDOG=1");
        }
    }

    public void stopping() {
        send("STOPPING=1");
    }

    /** How long systemd waits for {@link #keepAlive} before it kills the service; empty when its watchdog is off. */
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
            // systemd acts on missing messages; the main loop must not fail because of them.
            failedMessages.incrementAndGet();
        }
    }
}
