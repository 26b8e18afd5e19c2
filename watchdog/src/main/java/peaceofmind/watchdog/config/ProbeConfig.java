// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One probe of a service.
 *
 * @param interval between the starts of two probes; at least a second
 * @param timeout of one probe; positive, and with {@code interval} shorter than the service's {@code stale_after}
 */
public record ProbeConfig(ProbeTarget target, Duration interval, Duration timeout) {

    /** What is probed. */
    public sealed interface ProbeTarget {

        /** Its kind, as in the configuration, and what it is: {@code http http://127.0.0.1:8080/health}. */
        String label();
    }

    /**
     * A request that must have this response.
     *
     * @param url {@code http}, without user, password and fragment
     * @param contains a text in the first 64 KiB of the response's body; empty: any
     */
    public record HttpTarget(URI url, int status, Optional<String> contains) implements ProbeTarget {
        @Override
        public String label() {
            return "http " + url;
        }
    }

    /**
     * A connection that must be accepted.
     *
     * @param send what is sent first; empty: nothing
     * @param contains a text that must be received; empty: the connection is enough
     */
    public record TcpTarget(String host, int port, Optional<String> send, Optional<String> contains)
            implements ProbeTarget {

        /** As {@code host:port}. */
        public String address() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }

        @Override
        public String label() {
            return "tcp " + address();
        }
    }

    /** A file that must grow. */
    public record GrowingFileTarget(Path path) implements ProbeTarget {
        @Override
        public String label() {
            return "file_grows " + path;
        }
    }

    /** A command, without a shell, that must exit with code 0. */
    public record CommandTarget(List<String> run) implements ProbeTarget {
        public CommandTarget {
            run = List.copyOf(run);
        }

        @Override
        public String label() {
            return "command " + String.join(" ", run);
        }
    }

    /** A unit that must keep its own watchdog alive ({@code WatchdogSec=}), or, without one, be active. */
    public record UnitTarget(String unit) implements ProbeTarget {
        @Override
        public String label() {
            return "systemd " + unit;
        }
    }

    /** A heartbeat file that must change. */
    public record HeartbeatTarget(Path path) implements ProbeTarget {
        @Override
        public String label() {
            return "heartbeat " + path;
        }
    }
}
