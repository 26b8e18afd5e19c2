package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.shipping.http.Outcome;
import peaceofmind.shipping.http.Outcome.Accepted;
import peaceofmind.shipping.http.Outcome.Rejected;
import peaceofmind.shipping.http.Outcome.RetryLater;
import peaceofmind.shipping.metrics.DestinationConfig.Protocol;
import peaceofmind.shipping.metrics.wire.Point;
import peaceofmind.shipping.metrics.wire.RemoteWrite;

/** Speaks remote write with one receiver, in the newest version that it knows. Not thread-safe. */
final class Receiver {

    /** The way there: {@code HttpSender}, or a test's. */
    interface Post {
        Outcome post(byte[] body, Map<String, String> headers);
    }

    /** How a delivery went. */
    sealed interface Delivery {

        /**
         * The receiver has them.
         *
         * @param refused of the points, how many the receiver says it has not written
         */
        record Arrived(long refused) implements Delivery {}

        /** The points are not wanted, now or ever. */
        record Refused(String words) implements Delivery {}

        record Later(Optional<Duration> after, String words) implements Delivery {}
    }

    private static final String WRITTEN = "x-prometheus-remote-write-samples-written";

    private final Post post;
    private final boolean mayFallBack;
    private final String userAgent;
    private final Counters counters;
    private RemoteWrite version;
    private boolean knowsTwo;
    private Optional<Instant> date = Optional.empty();

    Receiver(Post post, Protocol protocol, String userAgent, Counters counters) {
        this.post = post;
        this.mayFallBack = protocol == Protocol.AUTO;
        this.version = protocol == Protocol.V1 ? RemoteWrite.V1 : RemoteWrite.V2;
        this.userAgent = userAgent;
        this.counters = counters;
    }

    /** The receiver's clock in its last answer, if it told. */
    Optional<Instant> date() {
        return date;
    }

    /** Sends points, or a request without any to learn whether somebody is there, what he speaks, and what time it is there. */
    Delivery send(List<Point> points) {
        Outcome outcome = post(points);
        if (version == RemoteWrite.V2 && mayFallBack && knowsOnlyOne(outcome)) {
            version = RemoteWrite.V1;
            outcome = post(points);
            if (outcome instanceof Rejected) {
                // It was not the version that it disliked: the next request tries again.
                version = RemoteWrite.V2;
            }
        }
        date = outcome.date();
        return switch (outcome) {
            case Accepted accepted -> accepted(accepted, points.size());
            case Rejected rejected -> new Delivery.Refused(rejected.words());
            case RetryLater later -> new Delivery.Later(later.after(), later.words());
        };
    }

    private Outcome post(List<Point> points) {
        byte[] body = version.encode(points);
        counters.requests.incrementAndGet();
        counters.bytes.addAndGet(body.length);
        Outcome outcome = post.post(body, version.headers(userAgent));
        knowsTwo |= version == RemoteWrite.V2 && countsWritten(outcome);
        return outcome;
    }

    private static boolean countsWritten(Outcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> accepted.header(WRITTEN).isPresent();
            case Rejected rejected -> rejected.headers().containsKey(WRITTEN);
            case RetryLater _ -> false;
        };
    }

    /** 415, or 2xx without the counts (remote write 2.0, "Response"); a receiver of 1.x may say 400. */
    private boolean knowsOnlyOne(Outcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> accepted.header(WRITTEN).isEmpty() && !accepted.isPage();
            case Rejected rejected -> rejected.status() == 415 || (rejected.status() == 400 && !knowsTwo);
            case RetryLater _ -> false;
        };
    }

    private Delivery accepted(Accepted accepted, int points) {
        if (accepted.isPage()) {
            return new Delivery.Later(Optional.empty(), Outcome.Accepted.PAGE);
        } else if (version == RemoteWrite.V1) {
            return new Delivery.Arrived(0);
        }
        Optional<Long> written = accepted.header(WRITTEN)
                .filter(text -> text.matches("\\d{1,12}"))
                .map(Long::parseLong);
        if (written.isEmpty()) {
            return new Delivery.Later(
                    Optional.empty(), "the receiver does not know remote write 2.0: set protocol to 1 or auto");
        }
        return new Delivery.Arrived(Math.max(0, points - written.get()));
    }
}
