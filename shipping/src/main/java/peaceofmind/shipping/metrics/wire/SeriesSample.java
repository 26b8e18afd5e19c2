// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.wire;

import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/**
 * One sample of one series, as it is sent.
 *
 * @param series including external labels
 * @param timeMillis wall-clock time of the collection, in milliseconds since 1970
 * @param valueBits the value's IEEE 754 bits: a stale marker is a NaN whose bits matter
 */
public record SeriesSample(Series series, Family.Type type, long timeMillis, long valueBits) {

    /** Marks the end of a series (remote write, "stale markers"). */
    public static final long STALE_BITS = 0x7ff0000000000002L;

    /** Used for any other NaN, to distinguish it from a stale marker. */
    private static final long NAN_BITS = 0x7ff8000000000001L;

    public static long toBits(double value) {
        return Double.isNaN(value) ? NAN_BITS : Double.doubleToRawLongBits(value);
    }
}
