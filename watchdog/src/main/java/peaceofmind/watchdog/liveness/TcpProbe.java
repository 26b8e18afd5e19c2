// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import peaceofmind.watchdog.config.ProbeConfig.TcpTarget;

/**
 * A connection that must be accepted. The kernel accepts it for a program that is frozen, until the queue is full: only a response that
 * is expected ({@code contains}) shows that the program itself reacts.
 */
final class TcpProbe implements Probe {

    private final TcpTarget target;
    private final Duration timeout;

    TcpProbe(TcpTarget target, Duration timeout) {
        this.target = target;
        this.timeout = timeout;
    }

    @Override
    public ProbeResult run() throws IOException {
        return ProbeConnection.probe(target.address(), target.host(), target.port(), timeout, this::exchange);
    }

    private ProbeResult exchange(ProbeConnection connection) throws IOException {
        target.send().ifPresent(connection::send);
        if (target.contains().isEmpty()) {
            return new ProbeResult.Alive();
        }
        String expected = target.contains().get();
        byte[] text = expected.getBytes(StandardCharsets.UTF_8);
        for (int checked = 0; connection.readMore(); checked = connection.length()) {
            if (connection.indexOf(text, checked - text.length) >= 0) {
                return new ProbeResult.Alive();
            }
        }
        return new ProbeResult.Silent("\"" + expected + "\" is not in the response of " + target.address());
    }
}
