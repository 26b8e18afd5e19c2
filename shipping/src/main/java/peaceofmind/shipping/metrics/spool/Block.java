package peaceofmind.shipping.metrics.spool;

import java.util.List;
import peaceofmind.shipping.metrics.wire.Point;

/**
 * What was taken from one collection.
 *
 * @param sequence one more than that of the block before, also across restarts
 * @param points never empty; all of the same time
 */
public record Block(long sequence, List<Point> points) {

    public Block {
        points = List.copyOf(points);
    }

    public long timeMillis() {
        return points.getFirst().timeMillis();
    }
}
