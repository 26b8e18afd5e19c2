// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.http.HttpResult.Accepted;
import peaceofmind.shipping.http.HttpResult.Rejected;
import peaceofmind.shipping.http.HttpResult.RetryLater;
import peaceofmind.shipping.metrics.DestinationConfig.Protocol;
import peaceofmind.shipping.metrics.wire.RemoteWrite;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/** Remote-write client for one receiver, using the newest version that it supports. Not thread-safe. */
final class RemoteWriteClient {

    /** The transport: {@code HttpSender}, or a fake in tests. */
    interface HttpPost {
        HttpResult post(byte[] body, Map<String, String> headers);
    }

    /** The result of sending samples. */
    sealed interface SendResult {

        /**
         * The receiver accepted the request.
         *
         * @param rejectedSamples how many samples the receiver reported as not written
         */
        record Delivered(long rejectedSamples) implements SendResult {}

        /**
         * The receiver rejected at least one of the samples for good.
         *
         * @param reason a message for people
         * @param message the receiver's own, which may name a series
         * @param written how many samples it stored all the same, if it says that
         */
        record Rejected(String reason, String message, Optional<Long> written) implements SendResult {}

        /**
         * Nothing is known about the samples.
         *
         * @param status 0 when there was no response
         */
        record RetryLater(int status, Optional<Duration> retryAfter, String reason) implements SendResult {

            /** Whether the receiver failed to process the request, without asking for a pause: the data could be the reason. */
            boolean isServerError() {
                return status >= 500 && retryAfter.isEmpty();
            }
        }
    }

    private static final String SAMPLES_WRITTEN_HEADER = "x-prometheus-remote-write-samples-written";

    private final HttpPost post;
    private final boolean canFallBack;
    private final String userAgent;
    private final Counters counters;
    private RemoteWrite version;
    private boolean supportsV2;
    private Optional<Instant> serverDate = Optional.empty();

    RemoteWriteClient(HttpPost post, Protocol protocol, String userAgent, Counters counters) {
        this.post = post;
        this.canFallBack = protocol == Protocol.AUTO;
        this.version = protocol == Protocol.V1 ? RemoteWrite.V1 : RemoteWrite.V2;
        this.userAgent = userAgent;
        this.counters = counters;
    }

    /** The receiver's clock in its last response, if it sent one. */
    Optional<Instant> serverDate() {
        return serverDate;
    }

    /** Sends samples. An empty request finds out whether the receiver is up, which version it supports, and its clock. */
    SendResult send(List<SeriesSample> samples) {
        HttpResult result = post(samples);
        if (version == RemoteWrite.V2 && canFallBack && supportsOnlyV1(result)) {
            version = RemoteWrite.V1;
            result = post(samples);
            if (result instanceof Rejected rejected && (samples.isEmpty() || rejected.status() == 415)) {
                // It was rejected for being empty, or 1.0 is not supported. Otherwise 1.0 is kept: both versions would
                // be sent each time.
                version = RemoteWrite.V2;
                supportsV2 |= rejected.status() == 415;
            }
        }
        serverDate = result.date();
        return switch (result) {
            case Accepted accepted -> onAccepted(accepted, samples.size());
            case Rejected rejected ->
                new SendResult.Rejected(
                        rejected.reason(),
                        rejected.body(),
                        count(Optional.ofNullable(rejected.headers().get(SAMPLES_WRITTEN_HEADER))));
            case RetryLater retry -> new SendResult.RetryLater(retry.status(), retry.retryAfter(), retry.reason());
        };
    }

    private HttpResult post(List<SeriesSample> samples) {
        byte[] body = version.encode(samples);
        counters.requests.incrementAndGet();
        counters.bytes.addAndGet(body.length);
        HttpResult result = post.post(body, version.headers(userAgent));
        supportsV2 |= version == RemoteWrite.V2 && hasWrittenCount(result);
        return result;
    }

    private static boolean hasWrittenCount(HttpResult result) {
        return switch (result) {
            case Accepted accepted -> accepted.header(SAMPLES_WRITTEN_HEADER).isPresent();
            case Rejected rejected -> rejected.headers().containsKey(SAMPLES_WRITTEN_HEADER);
            case RetryLater _ -> false;
        };
    }

    /** 415, or 2xx without the counts (remote write 2.0, "Response"); a 1.x receiver may return 400. */
    private boolean supportsOnlyV1(HttpResult result) {
        return switch (result) {
            case Accepted accepted -> accepted.header(SAMPLES_WRITTEN_HEADER).isEmpty() && !accepted.isWebPage();
            case Rejected rejected -> rejected.status() == 415 || (rejected.status() == 400 && !supportsV2);
            case RetryLater _ -> false;
        };
    }

    private SendResult onAccepted(Accepted accepted, int samples) {
        if (accepted.isWebPage()) {
            return new SendResult.RetryLater(0, Optional.empty(), HttpResult.Accepted.WEB_PAGE_REASON);
        } else if (version == RemoteWrite.V1) {
            return new SendResult.Delivered(0);
        }
        Optional<Long> written = count(accepted.header(SAMPLES_WRITTEN_HEADER));
        if (written.isEmpty()) {
            return new SendResult.RetryLater(
                    0, Optional.empty(), "the receiver does not support remote write 2.0: set protocol to 1 or auto");
        }
        return new SendResult.Delivered(Math.max(0, samples - written.get()));
    }

    private static Optional<Long> count(Optional<String> header) {
        return header.filter(text -> text.matches("\\d{1,12}")).map(Long::parseLong);
    }
}
