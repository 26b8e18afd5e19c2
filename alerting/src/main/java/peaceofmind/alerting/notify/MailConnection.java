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
 * A connection to the mail server that is cut off when the whole conversation takes too long: a server that sends a byte now and then
 * satisfies every limit on a single read.
 */
final class MailConnection implements AutoCloseable {

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    /** Of a single read. */
    private static final int READ_MILLIS = 20_000;

    private final Socket raw;
    private final Socket socket;
    private final ScheduledFuture<?> cut;
    private final AtomicBoolean late;

    private MailConnection(Socket raw, Socket socket, ScheduledFuture<?> cut, AtomicBoolean late) {
        this.raw = raw;
        this.socket = socket;
        this.cut = cut;
        this.late = late;
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("mail-limit").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /**
     * Connects, and with implicit TLS greets.
     *
     * @param limit of everything until {@link #close}
     */
    static MailConnection open(MailConfig config, Duration limit) throws IOException {
        Socket raw = new Socket();
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> cut = TIMER.schedule(() -> cut(raw, late), limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            raw.setSoTimeout(READ_MILLIS);
            raw.connect(new InetSocketAddress(named(config.host()), config.port()), (int) limit.toMillis());
            Socket socket = config.tls() == MailConfig.Tls.IMPLICIT ? greeted(raw, config) : raw;
            return new MailConnection(raw, socket, cut, late);
        } catch (IOException failed) {
            cut.cancel(false);
            raw.close();
            throw late.get() ? new IOException("it takes more than " + limit.toSeconds() + " s", failed) : failed;
        }
    }

    /** With the name that the configuration has, also where that is an address: certificates are compared with it. */
    private static InetAddress named(String host) throws IOException {
        return InetAddress.getByAddress(host, InetAddress.getByName(host).getAddress());
    }

    private static SSLSocket greeted(Socket raw, MailConfig config) throws IOException {
        SSLSocket tls = (SSLSocket) factory(config).createSocket(raw, config.host(), config.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    /** Trusts what the configuration says, else what the system trusts. */
    static SSLSocketFactory factory(MailConfig config) throws IOException {
        return config.caFile().isPresent()
                ? CertificateAuthority.socketFactory(config.caFile().get())
                : (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    private static void cut(Socket raw, AtomicBoolean late) {
        late.set(true);
        try {
            raw.close();
        } catch (IOException gone) {
            // It is closed already.
        }
    }

    Socket socket() {
        return socket;
    }

    /** Whether the limit has cut it. */
    boolean isLate() {
        return late.get();
    }

    @Override
    public void close() throws IOException {
        cut.cancel(false);
        raw.close();
    }
}
