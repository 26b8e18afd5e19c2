// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import peaceofmind.foundation.http.CertificateAuthority;
import peaceofmind.foundation.http.TlsErrors;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;

/** Fetches a target's metrics, limited in time and size. Does not follow redirects but reports them: the configuration is wrong. */
final class TargetClient {

    private final ScrapeTargetConfig config;
    private final URI url;
    private final Duration timeout;
    private final ScrapeLimits limits;
    private final Clock clock;
    private Optional<SSLSocketFactory> socketFactory = Optional.empty();

    TargetClient(ScrapeTargetConfig config, Clock clock) {
        this.config = config;
        this.url = config.url();
        this.timeout = config.timeout();
        this.limits = config.limits();
        this.clock = clock;
    }

    /** @throws IOException with a message for the owner of the device */
    Exposition fetch() throws IOException {
        HttpURLConnection connection = open();
        AtomicBoolean timedOut = new AtomicBoolean();
        Thread timer = Thread.startVirtualThread(() -> disconnectAfterTimeout(connection, timedOut));
        try {
            return read(connection);
        } catch (ParseException malformed) {
            connection.disconnect();
            throw malformed;
        } catch (IOException problem) {
            connection.disconnect();
            // ca_file may have been fixed by the time of the next attempt.
            socketFactory = Optional.empty();
            throw new IOException(timedOut.get() ? timeoutMessage() : describe(problem), problem);
        } finally {
            timer.interrupt();
        }
    }

    private HttpURLConnection open() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
        connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
        connection.setRequestProperty("Accept", TextFormat.ACCEPT);
        connection.setRequestProperty("Accept-Encoding", "gzip");
        connection.setRequestProperty("User-Agent", "peace-of-mind");
        connection.setRequestProperty(
                "X-Prometheus-Scrape-Timeout-Seconds", Double.toString(timeout.toMillis() / 1000.0));
        config.credentials()
                .authorizationHeader(url)
                .ifPresent(value -> connection.setRequestProperty("Authorization", value));
        if (connection instanceof HttpsURLConnection https && config.caFile().isPresent()) {
            if (socketFactory.isEmpty()) {
                socketFactory = Optional.of(
                        CertificateAuthority.socketFactory(config.caFile().get()));
            }
            https.setSSLSocketFactory(socketFactory.get());
        }
        return connection;
    }

    private Exposition read(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status != 200) {
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            throw new ParseException(
                    status >= 300 && status < 400 && location != null
                            ? "it redirects (" + status + "): set url to " + shorten(location)
                            : status == 401 || status == 403
                                    ? "it rejected " + config.credentials().description() + " (" + status + ")"
                                    : "it returned status " + status);
        }
        Optional<String> type = Optional.ofNullable(connection.getContentType());
        // A chunked body ends with an empty chunk, which the connection checks.
        long length = connection.getContentLengthLong();
        boolean knownLength = length >= 0 || "chunked".equalsIgnoreCase(connection.getHeaderField("Transfer-Encoding"));
        String encoding = Optional.ofNullable(connection.getContentEncoding()).orElse("identity");
        try (InputStream raw = new BoundedInputStream(connection.getInputStream(), limits.maxBytes(), length);
                InputStream body = switch (encoding.toLowerCase(Locale.ROOT)) {
                    case "identity" -> raw;
                    case "gzip" -> new GZIPInputStream(raw, 8 * 1024);
                    default -> throw new ParseException("it sent the unsupported encoding " + shorten(encoding));
                }) {
            return ExpositionParser.parse(
                    body, TextFormat.of(type), limits, knownLength || body instanceof GZIPInputStream);
        } catch (ParseException malformed) {
            throw TextFormat.isNamedBy(type)
                    ? malformed
                    : new ParseException("it sent " + shorten(type.orElse(""))
                            + " instead of metrics in a text format (" + malformed.getMessage() + ")");
        }
    }

    private void disconnectAfterTimeout(HttpURLConnection connection, AtomicBoolean timedOut) {
        try {
            Clock.system().sleep(timeout);
            timedOut.set(true);
            connection.disconnect();
        } catch (InterruptedException finished) {
            Thread.currentThread().interrupt();
        }
    }

    private String describe(IOException problem) {
        return switch (problem) {
            case UnknownHostException _ -> "cannot resolve " + url.getHost();
            case ConnectException refused -> "cannot connect (" + ErrorText.of(refused) + ")";
            case SocketTimeoutException _ -> timeoutMessage();
            case SSLException encryption -> TlsErrors.describe(encryption, url.getHost(), clock.now());
            default -> "the response was cut off or is not HTTP (" + ErrorText.of(problem) + ")";
        };
    }

    private String timeoutMessage() {
        return "no complete response within " + timeout.toMillis() + " ms";
    }

    private static String shorten(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    /**
     * Limits the compressed body too: an endless sequence of empty gzip members decompresses to nothing. Ends where the response says
     * that it ends, and fails when it ends earlier.
     */
    private static final class BoundedInputStream extends FilterInputStream {
        private final boolean lengthIsKnown;
        private long remaining;
        private long missing;

        /** @param length of the body; negative when the response does not say it */
        BoundedInputStream(InputStream in, long maxBytes, long length) {
            super(in);
            this.remaining = maxBytes;
            this.lengthIsKnown = length >= 0;
            this.missing = lengthIsKnown ? length : Long.MAX_VALUE;
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (missing == 0) {
                return -1;
            }
            int read = super.read(bytes, offset, (int) Math.min(length, missing));
            if (read < 0 && lengthIsKnown) {
                throw new IOException("the body is shorter than its Content-Length");
            }
            missing -= Math.max(0, read);
            remaining -= Math.max(0, read);
            if (remaining < 0) {
                throw new ParseException("the body is too large (limits.bytes)");
            }
            return read;
        }
    }
}
