package peaceofmind.cli.setup;

import java.util.Optional;

/** What leaves the device, as the setup was told: at most one receiver of each kind; others in the configuration stay. */
record OutboundSettings(Optional<HttpReceiver> metrics, Optional<HttpReceiver> logs, Optional<MailServer> mail) {

    /**
     * Where metrics or logs are posted to.
     *
     * @param user empty: no login
     */
    record HttpReceiver(String url, String user) {}

    /**
     * By whom mail is taken.
     *
     * @param user empty: no login
     * @param to one address, or several with commas
     */
    record MailServer(String host, int port, String user, String from, String to) {

        static final int STARTTLS_PORT = 587;
        private static final int IMPLICIT_TLS_PORT = 465;

        /** How the connection is encrypted, as the port says; a mail server on this machine needs none. */
        String tls() {
            boolean local = host.equals("localhost") || host.startsWith("127.");
            return port == IMPLICIT_TLS_PORT ? "implicit" : local ? "none" : "starttls";
        }
    }

    boolean hasAny() {
        return metrics.isPresent() || logs.isPresent() || mail.isPresent();
    }
}
