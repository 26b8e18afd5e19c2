package peaceofmind.shipping.metrics.wire;

import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/**
 * One sample of one series, as it leaves the device.
 *
 * @param series with the external labels
 * @param timeMillis wall-clock time of the collection, since 1970
 * @param valueBits the value's IEEE 754 bits: a stale marker is a NaN whose bits matter
 */
public record Point(Series series, Family.Type type, long timeMillis, long valueBits) {

    /** By which a sender says that a series has ended (remote write, "stale markers"). */
    public static final long STALE = 0x7ff0000000000002L;

    /** The bits of any other NaN, so that none is taken for a stale marker. */
    private static final long NOT_A_NUMBER = 0x7ff8000000000001L;

    public static long bits(double value) {
        return Double.isNaN(value) ? NOT_A_NUMBER : Double.doubleToRawLongBits(value);
    }
}
