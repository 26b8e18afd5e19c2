// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import peaceofmind.foundation.http.CertificateAuthority;

/**
 * A connection to the mail server with a timeout on the whole session: a server that sends a byte now and then satisfies every timeout
 * on a single read.
 */
final class MailConnection implements AutoCloseable {

    private static final ScheduledThreadPoolExecutor TIMEOUT_SCHEDULER = createScheduler();

    /** For a single read. */
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    private final Socket rawSocket;
    private final Socket socket;
    private final ScheduledFuture<?> timeoutTask;
    private final AtomicBoolean timedOut;

    private MailConnection(Socket rawSocket, Socket socket, ScheduledFuture<?> timeoutTask, AtomicBoolean timedOut) {
        this.rawSocket = rawSocket;
        this.socket = socket;
        this.timeoutTask = timeoutTask;
        this.timedOut = timedOut;
    }

    private static ScheduledThreadPoolExecutor createScheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("mail-limit").factory());
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    /**
     * Connects, and with implicit TLS completes the handshake.
     *
     * @param timeout of everything until {@link #close}
     */
    static MailConnection open(MailConfig config, Duration timeout) throws IOException {
        Socket rawSocket = new Socket();
        AtomicBoolean timedOut = new AtomicBoolean();
        ScheduledFuture<?> timeoutTask =
                TIMEOUT_SCHEDULER.schedule(() -> abort(rawSocket, timedOut), timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            rawSocket.setSoTimeout(READ_TIMEOUT_MILLIS);
            rawSocket.connect(new InetSocketAddress(resolve(config.host()), config.port()), (int) timeout.toMillis());
            Socket socket = config.tls() == MailConfig.Tls.IMPLICIT ? handshake(rawSocket, config) : rawSocket;
            return new MailConnection(rawSocket, socket, timeoutTask, timedOut);
        } catch (IOException failed) {
            timeoutTask.cancel(false);
            rawSocket.close();
            throw timedOut.get() ? new IOException("no result within " + timeout.toSeconds() + " s", failed) : failed;
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

    private static void abort(Socket rawSocket, AtomicBoolean timedOut) {
        timedOut.set(true);
        try {
            rawSocket.close();
        } catch (IOException alreadyClosed) {
            // Nothing left to abort.
        }
    }

    Socket socket() {
        return socket;
    }

    /** Whether the session was aborted by its timeout. */
    boolean isTimedOut() {
        return timedOut.get();
    }

    @Override
    public void close() throws IOException {
        timeoutTask.cancel(false);
        rawSocket.close();
    }
}
