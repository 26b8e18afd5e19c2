// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import peaceofmind.foundation.time.Clock;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.metrics.wire.DecodedSample;

/** A receiver in memory, which decodes each request and treats bad samples as a real one does. */
final class FakeReceiver {

    /** What happens to a request with a bad sample. */
    enum Kind {
        /** Stores the others, rejects the request, and names the first bad series: Mimir and Cortex. */
        MIMIR,
        /** Stores the others and rejects the request, without naming a series: Mimir at its limit of series. */
        MIMIR_AT_LIMIT,
        /** Stores nothing and rejects the request without naming a series: Prometheus. */
        PROMETHEUS,
        /** Stores nothing and fails. */
        FAILS,
        /** Rejects the rate of requests. */
        BUSY
    }

    private final Clock clock;
    private final List<DecodedSample> stored = new ArrayList<>();
    private final List<List<DecodedSample>> requests = new ArrayList<>();
    private Kind kind = Kind.PROMETHEUS;
    private Predicate<DecodedSample> bad = _ -> false;

    FakeReceiver(Clock clock) {
        this.clock = clock;
    }

    void rejectSamples(Kind newKind, Predicate<DecodedSample> newBad) {
        kind = newKind;
        bad = newBad;
    }

    HttpResult post(byte[] body, Map<String, String> headers) {
        try {
            List<DecodedSample> samples = DecodedSample.read(body, headers.getOrDefault("Content-Type", ""));
            if (!samples.isEmpty()) {
                requests.add(samples);
            }
            return respond(samples);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private HttpResult respond(List<DecodedSample> samples) {
        Optional<DecodedSample> firstBad = samples.stream().filter(bad).findFirst();
        boolean storesOthers = kind == Kind.MIMIR || kind == Kind.MIMIR_AT_LIMIT;
        if (firstBad.isEmpty() || storesOthers) {
            stored.addAll(samples.stream().filter(bad.negate()).toList());
        }
        if (firstBad.isEmpty()) {
            return new HttpResult.Accepted(200, Map.of(), Optional.of(clock.now()), "");
        }
        return switch (kind) {
            case MIMIR -> rejected(tooLong(firstBad.get()));
            case MIMIR_AT_LIMIT ->
                rejected("per-user series limit of 150 exceeded (err-mimir-max-series-per-user). To adjust the related"
                        + " per-tenant limit, configure -ingester.max-global-series-per-user");
            case PROMETHEUS -> rejected("label name \"__name__\" is not unique: invalid sample");
            case FAILS -> retryLater(500, Optional.empty(), "label name \"__name__\" is not unique: invalid sample");
            case BUSY -> retryLater(429, Optional.of(Duration.ofSeconds(5)), "slow down");
        };
    }

    private HttpResult rejected(String message) {
        return new HttpResult.Rejected(
                400, Map.of(), Optional.of(clock.now()), "fake rejected the request (400): " + message, message);
    }

    private HttpResult retryLater(int status, Optional<Duration> retryAfter, String message) {
        return new HttpResult.RetryLater(status, retryAfter, Optional.of(clock.now()), "fake failed: " + message);
    }

    /** As Mimir writes it: the series is truncated after 200 characters. */
    private static String tooLong(DecodedSample sample) {
        String series = sample.labels().get("__name__")
                + sample.labels().entrySet().stream()
                        .filter(label -> !label.getKey().equals("__name__"))
                        .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                        .collect(Collectors.joining(", ", "{", "}"));
        return "received a series whose label value length exceeds the limit, label: 'path', value: 'aaaa' (truncated)"
                + " series: '" + series.substring(0, Math.min(200, series.length()))
                + "' (err-mimir-label-value-too-long). To adjust the related per-tenant limit, configure"
                + " -validation.max-length-label-value, or contact your service administrator.\n";
    }

    /** Forgets what it has received. */
    void clear() {
        stored.clear();
        requests.clear();
    }

    /** The stored samples of one metric; samples that were sent twice count once, as in a real receiver. */
    List<DecodedSample> stored(String name) {
        return stored.stream()
                .filter(sample -> name.equals(sample.labels().get("__name__")))
                .distinct()
                .toList();
    }

    /** How many samples were stored although they were stored already. */
    long repetitions() {
        return stored.size() - stored.stream().distinct().count();
    }

    /** The requests that had samples. */
    List<List<DecodedSample>> requests() {
        return requests;
    }
}
