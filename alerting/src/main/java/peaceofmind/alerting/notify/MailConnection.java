// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import peaceofmind.foundation.http.CertificateAuthority;

/**
 * A connection to the mail server that is aborted when a command, or the whole session, takes too long: a server that sends a byte now
 * and then satisfies every timeout on a single read.
 */
final class MailConnection implements AutoCloseable {

    private final Socket rawSocket = new Socket();
    private final SmtpTimeouts timeouts;
    private final SmtpTimer timer;
    private final SmtpTimer.Pending sessionLimit;
    private Socket socket = rawSocket;
    private SmtpTimer.Pending commandLimit = () -> {};
    private Duration exceeded = Duration.ZERO;

    private MailConnection(SmtpTimeouts timeouts, SmtpTimer timer) {
        this.timeouts = timeouts;
        this.timer = timer;
        this.sessionLimit = timer.schedule(timeouts.session(), () -> abort(timeouts.session()));
    }

    /**
     * Connects, and with implicit TLS completes the handshake.
     *
     * @param timeouts in force until {@link #close}
     */
    static MailConnection open(MailConfig config, SmtpTimeouts timeouts, SmtpTimer timer) throws IOException {
        MailConnection connection = new MailConnection(timeouts, timer);
        try {
            connection.connect(config);
            return connection;
        } catch (IOException failed) {
            connection.close();
            throw connection.isTimedOut() ? new IOException(connection.timeoutMessage(), failed) : failed;
        }
    }

    private void connect(MailConfig config) throws IOException {
        limit(timeouts.connect());
        rawSocket.connect(
                new InetSocketAddress(resolve(config.host()), config.port()),
                Math.toIntExact(timeouts.connect().toMillis()));
        limit(timeouts.command());
        if (config.tls() == MailConfig.Tls.IMPLICIT) {
            socket = handshake(rawSocket, config);
        }
    }

    /** Keeps the configured name, even if it is an address: certificates are verified against it. */
    private static InetAddress resolve(String host) throws IOException {
        return InetAddress.getByAddress(host, InetAddress.getByName(host).getAddress());
    }

    private static SSLSocket handshake(Socket rawSocket, MailConfig config) throws IOException {
        SSLSocket tls = (SSLSocket) socketFactory(config).createSocket(rawSocket, config.host(), config.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    /** Trusts the configured authority, or the system's when there is none. */
    static SSLSocketFactory socketFactory(MailConfig config) throws IOException {
        return config.caFile().isPresent()
                ? CertificateAuthority.socketFactory(config.caFile().get())
                : (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    SmtpTimeouts timeouts() {
        return timeouts;
    }

    /** Starts a new limit, for what comes next; the previous one no longer applies. */
    synchronized void limit(Duration next) {
        commandLimit.cancel();
        commandLimit = timer.schedule(next, () -> abort(next));
    }

    private void abort(Duration limit) {
        synchronized (this) {
            exceeded = exceeded.isZero() ? limit : exceeded;
        }
        try {
            rawSocket.close();
        } catch (IOException alreadyClosed) {
            // Nothing left to abort.
        }
    }

    Socket socket() {
        return socket;
    }

    /** Whether the session was aborted by a timeout. */
    synchronized boolean isTimedOut() {
        return !exceeded.isZero();
    }

    /** Which limit was exceeded. */
    synchronized String timeoutMessage() {
        return "no result within " + exceeded.toSeconds() + " s";
    }

    @Override
    public void close() throws IOException {
        sessionLimit.cancel();
        synchronized (this) {
            commandLimit.cancel();
        }
        rawSocket.close();
    }
}
