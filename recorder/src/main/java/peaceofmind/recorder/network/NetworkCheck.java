// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/** Tries every 30 s, on its own thread, to connect to one of several addresses. */
public final class NetworkCheck implements AutoCloseable {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final List<InetSocketAddress> addresses;
    private final Clock clock;
    private final Thread thread;
    private volatile Optional<Boolean> connected = Optional.empty();

    private NetworkCheck(List<InetSocketAddress> addresses, Clock clock) {
        this.addresses = addresses;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("network-check").unstarted(this::run);
    }

    /**
     * Starts checking.
     *
     * @param addresses unresolved; if empty, the state stays unknown
     */
    public static NetworkCheck start(List<InetSocketAddress> addresses, Clock clock) {
        NetworkCheck check = new NetworkCheck(List.copyOf(addresses), clock);
        if (!addresses.isEmpty()) {
            check.thread.start();
        }
        return check;
    }

    /** Whether one of the addresses was reachable at the last check; empty before the first check, or without addresses. */
    public Optional<Boolean> connected() {
        return connected;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                connected = Optional.of(addresses.stream().anyMatch(NetworkCheck::isReachable));
                clock.sleep(CHECK_INTERVAL);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isReachable(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            InetAddress resolved = InetAddress.getByName(address.getHostString());
            socket.connect(new InetSocketAddress(resolved, address.getPort()), (int) CONNECT_TIMEOUT.toMillis());
            return true;
        } catch (IOException | RuntimeException unreachable) {
            // A bad address must not affect the others or later checks.
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
