// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.http.CertificateAuthority;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.shipping.http.HttpResult.RetryLater;

/**
 * Sends requests to one endpoint, one request at a time. Uses {@link HttpURLConnection}, which needs 8 MB less memory than the JDK's newer
 * client, and speaks HTTP/1.1 only: some servers lose the body of a request that asks to upgrade to HTTP/2. Does not follow redirects: credentials are sent only to the configured URL.
 */
public final class HttpSender {

    private final EndpointConfig endpoint;
    private final Clock clock;
    private Optional<SSLSocketFactory> socketFactory = Optional.empty();

    static {
        // Otherwise the JDK silently repeats a POST whose connection broke.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    public HttpSender(EndpointConfig endpoint, Clock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /**
     * Posts a body and waits for the response; never throws on network errors. The whole request is abandoned after three times the
     * endpoint's timeout, even if the receiver keeps sending a byte at a time.
     */
    public HttpResult post(byte[] body, Map<String, String> headers) {
        return send("POST", body, headers);
    }

    /** Like {@link #post}, without a body. */
    public HttpResult get(Map<String, String> headers) {
        return send("GET", new byte[0], headers);
    }

    private synchronized HttpResult send(String method, byte[] body, Map<String, String> headers) {
        HttpURLConnection connection;
        try {
            connection = open(method);
            headers.forEach(connection::setRequestProperty);
            endpoint.tenant().ifPresent(tenant -> connection.setRequestProperty(EndpointConfig.TENANT_HEADER, tenant));
            endpoint.credentials()
                    .authorizationHeader(endpoint.url())
                    .ifPresent(value -> connection.setRequestProperty("Authorization", value));
        } catch (IOException localFailure) {
            return RetryLater.withoutResponse(ErrorText.of(localFailure));
        }
        AtomicBoolean timedOut = new AtomicBoolean();
        Thread timer = Thread.startVirtualThread(() -> disconnectAfterTimeout(connection, timedOut));
        try {
            if (connection.getDoOutput()) {
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            return HttpResponses.read(connection, endpoint, clock.now());
        } catch (IOException problem) {
            connection.disconnect();
            // ca_file may have been fixed by the time of the next attempt.
            socketFactory = Optional.empty();
            return RetryLater.withoutResponse(
                    timedOut.get()
                            ? HttpErrorMessages.timeout(endpoint, totalTimeout())
                            : HttpErrorMessages.describe(problem, endpoint, clock.now()));
        } finally {
            timer.interrupt();
        }
    }

    private Duration totalTimeout() {
        return endpoint.timeout().multipliedBy(3);
    }

    private void disconnectAfterTimeout(HttpURLConnection connection, AtomicBoolean timedOut) {
        try {
            Clock.system().sleep(totalTimeout());
            timedOut.set(true);
            connection.disconnect();
        } catch (InterruptedException finished) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpURLConnection open(String method) throws IOException {
        Proxy proxy = endpoint.proxy().isPresent() ? new Proxy(Proxy.Type.HTTP, resolvedProxy()) : Proxy.NO_PROXY;
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.url().toURL().openConnection(proxy);
        connection.setRequestMethod(method);
        connection.setDoOutput(method.equals("POST"));
        connection.setUseCaches(false);
        connection.setInstanceFollowRedirects(false);
        int timeout = Math.toIntExact(endpoint.timeout().toMillis());
        connection.setConnectTimeout(timeout);
        connection.setReadTimeout(timeout);
        if (connection instanceof HttpsURLConnection https && endpoint.caFile().isPresent()) {
            if (socketFactory.isEmpty()) {
                socketFactory = Optional.of(
                        CertificateAuthority.socketFactory(endpoint.caFile().get()));
            }
            https.setSSLSocketFactory(socketFactory.get());
        }
        return connection;
    }

    private InetSocketAddress resolvedProxy() {
        InetSocketAddress configured = endpoint.proxy().orElseThrow();
        return new InetSocketAddress(configured.getHostString(), configured.getPort());
    }
}
