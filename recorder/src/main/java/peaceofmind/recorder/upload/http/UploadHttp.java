// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import peaceofmind.foundation.http.CertificateAuthority;
import peaceofmind.foundation.http.TlsErrors;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadJob;
import peaceofmind.recorder.upload.UploadTarget.QuotaUsedUp;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;

/**
 * Sends requests over HTTP/1.1, one at a time. A request has no limit of its own but one for standing still, since a video can take hours.
 * Redirects are not followed: credentials are sent only to the configured host.
 */
public final class UploadHttp {

    /** Longer responses are an error. */
    public static final long MAX_RESPONSE_BYTES = 1_000_000;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

    /** What to do about a certificate of an unknown authority where nobody can configure one. */
    private static final String INTERCEPTED = "something on the way answers in its place, such as a proxy or a login"
            + " page: use another network, or add the proxy's authority to the system's certificates";

    private final Optional<Path> caFile;
    private final Duration stallTimeout;
    private final Clock clock;
    private final boolean authorityConfigurable;
    private Optional<HttpClient> client = Optional.empty();

    /** @param caFile certificates to trust instead of the system's */
    public UploadHttp(Optional<Path> caFile, Clock clock) {
        this(caFile, STALL_TIMEOUT, clock);
    }

    /** @param stallTimeout after which a request that makes no progress is abandoned */
    public UploadHttp(Optional<Path> caFile, Duration stallTimeout, Clock clock) {
        this(caFile, stallTimeout, clock, true);
    }

    private UploadHttp(Optional<Path> caFile, Duration stallTimeout, Clock clock, boolean authorityConfigurable) {
        this.caFile = caFile;
        this.stallTimeout = stallTimeout;
        this.clock = clock;
        this.authorityConfigurable = authorityConfigurable;
    }

    /** For a public service: only the system's certificates are trusted, and no key of the configuration changes that. */
    public static UploadHttp ofPublicService(Clock clock) {
        return new UploadHttp(Optional.empty(), STALL_TIMEOUT, clock, false);
    }

    /** The time by this device's clock. */
    public Clock clock() {
        return clock;
    }

    /** A part of the job's video as the body of a request. */
    public static HttpRequest.BodyPublisher body(UploadJob job, long offset, long length) {
        return length == 0 ? HttpRequest.BodyPublishers.noBody() : new FileBody(job, offset, length);
    }

    /**
     * Sends a request without a part of a video.
     *
     * @throws IOException there is no complete response; the message is for people
     */
    public HttpReply send(HttpRequest request) throws IOException, InterruptedException {
        return send(request, () -> 0);
    }

    /**
     * Sends a request with a part of the job's video.
     *
     * @throws IOException there is no complete response; the message is for people
     */
    public HttpReply send(HttpRequest request, UploadJob job) throws IOException, InterruptedException {
        return send(request, () -> job.progress().sentBytes());
    }

    private HttpReply send(HttpRequest request, LongSupplier progress) throws IOException, InterruptedException {
        HttpResponse<String> response = exchange(
                request,
                BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_RESPONSE_BYTES),
                progress);
        return new HttpReply(response.statusCode(), response.headers(), response.body());
    }

    private <T> HttpResponse<T> exchange(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, LongSupplier progress)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the upload was interrupted");
        }
        CompletableFuture<HttpResponse<T>> response = client().sendAsync(request, handler);
        try {
            return await(response, progress);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new IOException(describe(cause, request.uri()), cause);
        } catch (TimeoutException stalled) {
            throw new IOException(
                    request.uri().getHost() + " took nothing and responded nothing for " + stallTimeout.toSeconds()
                            + " s",
                    stalled);
        } finally {
            response.cancel(true);
        }
    }

    private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> response, LongSupplier progress)
            throws InterruptedException, ExecutionException, TimeoutException {
        long lastProgress = progress.getAsLong();
        long deadline = clock.nanoTime() + stallTimeout.toNanos();
        while (true) {
            try {
                return response.get(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                long current = progress.getAsLong();
                if (current != lastProgress) {
                    lastProgress = current;
                    deadline = clock.nanoTime() + stallTimeout.toNanos();
                } else if (clock.nanoTime() - deadline > 0) {
                    throw notYet;
                }
            }
        }
    }

    private HttpClient client() throws IOException {
        if (client.isEmpty()) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_TIMEOUT);
            if (caFile.isPresent()) {
                builder.sslContext(CertificateAuthority.context(caFile.get()));
            }
            client = Optional.of(builder.build());
        }
        return client.get();
    }

    private String describe(Throwable problem, URI uri) {
        if (problem instanceof SSLException tls) {
            // ca_file may have been corrected by the next attempt.
            client = Optional.empty();
            return authorityConfigurable
                    ? TlsErrors.describe(tls, uri.getHost(), clock.now())
                    : TlsErrors.describe(tls, uri.getHost(), clock.now(), INTERCEPTED);
        } else if (problem instanceof ConnectException || problem instanceof HttpConnectTimeoutException) {
            return "cannot connect to " + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        }
        return uri.getHost() + ": " + ErrorText.of(problem);
    }

    /** What follows from the statuses that say nothing about this video: the server is overloaded, or wants to be left alone. */
    public static Optional<UploadResult> overloaded(HttpReply reply, String host, Clock clock) {
        int status = reply.status();
        if (status != 408 && status != 425 && status != 429 && status < 500) {
            return Optional.empty();
        }
        String reason = host + " responded with HTTP " + status;
        return Optional.of(reply.retryAfter(clock.now())
                .<UploadResult>map(time -> new QuotaUsedUp(reason + " and wants to be left alone", time))
                .orElseGet(() -> new TargetUnavailable(reason)));
    }

    /** A path's segment in an address (RFC 3986). */
    public static String encodeSegment(String segment) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return encoded.toString();
    }
}
