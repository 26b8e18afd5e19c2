package peaceofmind.shipping.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import peaceofmind.shipping.http.Outcome.RetryLater;
import peaceofmind.foundation.http.CertificateAuthority;
import peaceofmind.foundation.time.Clock;

/**
 * Posts to one endpoint, one request at a time. Uses {@link HttpURLConnection}, which costs 8 MB of memory less than the JDK's newer
 * client. Redirects are not followed: credentials go only where the configuration says.
 */
public final class HttpSender {

    private final EndpointConfig endpoint;
    private final Clock clock;
    private Optional<SSLSocketFactory> trusted = Optional.empty();

    static {
        // A POST whose connection broke would silently be sent twice.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    public HttpSender(EndpointConfig endpoint, Clock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /**
     * Posts a body and waits for the answer; never throws for what the network does. A receiver that answers a byte at a time is left
     * after three times the endpoint's timeout.
     */
    public synchronized Outcome post(byte[] body, Map<String, String> headers) {
        HttpURLConnection connection;
        try {
            connection = open();
            headers.forEach(connection::setRequestProperty);
            endpoint.credentials()
                    .authorizationHeader()
                    .ifPresent(value -> connection.setRequestProperty("Authorization", value));
        } catch (IOException ours) {
            return RetryLater.withoutAnswer(String.valueOf(ours.getMessage()));
        }
        AtomicBoolean ended = new AtomicBoolean();
        Thread ending = Thread.startVirtualThread(() -> endLater(connection, ended));
        try {
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            return Answers.read(connection, endpoint, clock.now());
        } catch (IOException problem) {
            connection.disconnect();
            // Somebody may have mended ca_file meanwhile.
            trusted = Optional.empty();
            return RetryLater.withoutAnswer(
                    ended.get() ? Trouble.tooSlow(endpoint, limit()) : Trouble.words(problem, endpoint, clock.now()));
        } finally {
            ending.interrupt();
        }
    }

    private Duration limit() {
        return endpoint.timeout().multipliedBy(3);
    }

    private void endLater(HttpURLConnection connection, AtomicBoolean ended) {
        try {
            Clock.system().sleep(limit());
            ended.set(true);
            connection.disconnect();
        } catch (InterruptedException answered) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpURLConnection open() throws IOException {
        Proxy proxy = endpoint.proxy().isPresent() ? new Proxy(Proxy.Type.HTTP, resolved()) : Proxy.NO_PROXY;
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.url().toURL().openConnection(proxy);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setUseCaches(false);
        connection.setInstanceFollowRedirects(false);
        int timeout = Math.toIntExact(endpoint.timeout().toMillis());
        connection.setConnectTimeout(timeout);
        connection.setReadTimeout(timeout);
        if (connection instanceof HttpsURLConnection https && endpoint.caFile().isPresent()) {
            if (trusted.isEmpty()) {
                trusted = Optional.of(
                        CertificateAuthority.socketFactory(endpoint.caFile().get()));
            }
            https.setSSLSocketFactory(trusted.get());
        }
        return connection;
    }

    private InetSocketAddress resolved() {
        InetSocketAddress named = endpoint.proxy().orElseThrow();
        return new InetSocketAddress(named.getHostString(), named.getPort());
    }
}
