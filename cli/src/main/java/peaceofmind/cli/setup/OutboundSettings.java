// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.util.Optional;

/**
 * What leaves the device: at most one receiver of each kind is managed by setup; others in the configuration stay.
 *
 * @param ping whether a service is pinged; its URL is a secret
 */
record OutboundSettings(
        Optional<HttpReceiver> metrics, Optional<HttpReceiver> logs, Optional<MailServer> mail, boolean ping) {

    /** Without a ping. */
    OutboundSettings(Optional<HttpReceiver> metrics, Optional<HttpReceiver> logs, Optional<MailServer> mail) {
        this(metrics, logs, mail, false);
    }

    /**
     * A receiver of metrics or logs.
     *
     * @param user empty: no login
     * @param caFile CA certificates to trust; empty: leave what is configured
     */
    record HttpReceiver(String url, String user, String caFile) {

        /** Its CA certificates stay as they are configured. */
        HttpReceiver(String url, String user) {
            this(url, user, "");
        }
    }

    /**
     * The server that mail is sent through.
     *
     * @param user empty: no login
     * @param to one address, or several separated by commas
     */
    record MailServer(String host, int port, String user, String from, String to) {

        static final int STARTTLS_PORT = 587;
        private static final int IMPLICIT_TLS_PORT = 465;

        /** Encryption of the connection, derived from the port; a mail server on this machine needs none. */
        String tls() {
            boolean local = host.equals("localhost") || host.startsWith("127.");
            return port == IMPLICIT_TLS_PORT ? "implicit" : local ? "none" : "starttls";
        }
    }

    /** @param kind {@code metrics} or {@code logs} */
    OutboundSettings withReceiver(String kind, Optional<HttpReceiver> receiver) {
        return kind.equals("metrics")
                ? new OutboundSettings(receiver, logs, mail, ping)
                : new OutboundSettings(metrics, receiver, mail, ping);
    }

    OutboundSettings withMail(Optional<MailServer> server) {
        return new OutboundSettings(metrics, logs, server, ping);
    }

    OutboundSettings withPing(boolean on) {
        return new OutboundSettings(metrics, logs, mail, on);
    }

    boolean hasAny() {
        return metrics.isPresent() || logs.isPresent() || mail.isPresent() || ping;
    }
}
