package peaceofmind.exporter.node.system;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * A straight line through the free space of the last hours (least squares), prolonged to zero. One observation a minute is kept, so
 * that many scrapes weigh no more than few.
 */
final class FreeSpaceTrend {

    static final Duration STEP = Duration.ofMinutes(1);
    static final Duration SPAN = Duration.ofHours(6);
    static final Duration LEAST = Duration.ofMinutes(30);

    /** Later than this is as good as never. */
    private static final double MAX_SECONDS = Duration.ofDays(365).toSeconds();

    private record Point(long nanos, double bytes) {
        double seconds(Point origin) {
            return (nanos - origin.nanos) / 1e9;
        }
    }

    private final Deque<Point> points = new ArrayDeque<>();

    /** @param nanos on the monotonic clock */
    void observe(long nanos, double availableBytes) {
        if (points.isEmpty() || nanos - points.getLast().nanos >= STEP.toNanos()) {
            points.addLast(new Point(nanos, availableBytes));
            while (nanos - points.getFirst().nanos > SPAN.toNanos()) {
                points.removeFirst();
            }
        }
    }

    /** Seconds from the last observation on; empty when the space does not shrink, or too little is known. */
    OptionalDouble fullInSeconds() {
        if (points.isEmpty() || points.getLast().nanos - points.getFirst().nanos < LEAST.toNanos()) {
            return OptionalDouble.empty();
        }
        Point origin = points.getFirst();
        double meanSeconds =
                points.stream().mapToDouble(p -> p.seconds(origin)).average().orElseThrow();
        double meanBytes = points.stream().mapToDouble(Point::bytes).average().orElseThrow();
        double both = 0;
        double squares = 0;
        for (Point point : points) {
            double seconds = point.seconds(origin) - meanSeconds;
            both += seconds * (point.bytes - meanBytes);
            squares += seconds * seconds;
        }
        double bytesPerSecond = both / squares;
        double left = points.getLast().bytes;
        double seconds = left / -bytesPerSecond;
        return bytesPerSecond < 0 && seconds <= MAX_SECONDS ? OptionalDouble.of(seconds) : OptionalDouble.empty();
    }
}
