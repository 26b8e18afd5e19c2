// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.time.Duration;
import java.util.List;

/**
 * One resolution of the history: a ring of blocks in a file of its own.
 *
 * @param fileName name of its file
 * @param step time that a row covers
 * @param window time that a block covers, aligned to multiples of itself
 * @param maxRows limit of rows in a block; a little more than a window has, for clocks that are set back
 * @param slots number of blocks in the ring
 * @param slotBytes space for a block; a multiple of the page size, so that a torn write damages one block only
 * @param hasMinMax whether minimum and maximum are stored besides the average
 */
record Resolution(
        String fileName, Duration step, Duration window, int maxRows, int slots, int slotBytes, boolean hasMinMax) {

    /** Limit of series in a block. */
    static final int MAX_SERIES = 52;

    private static final int PAGE_BYTES = 4096;

    /**
     * A day, a week, a quarter, two years. Each ring has some spare blocks, because a restart or a step of the clock starts a block
     * early.
     */
    static final List<Resolution> ALL = List.of(
            new Resolution(
                    "15s.ring", Duration.ofSeconds(15), Duration.ofMinutes(5), 34, 288 + 32, 2 * PAGE_BYTES, false),
            new Resolution(
                    "1min.ring", Duration.ofMinutes(1), Duration.ofHours(1), 63, 168 + 12, 10 * PAGE_BYTES, true),
            new Resolution(
                    "15min.ring", Duration.ofMinutes(15), Duration.ofHours(12), 50, 180 + 12, 8 * PAGE_BYTES, true),
            new Resolution("6h.ring", Duration.ofHours(6), Duration.ofDays(7), 31, 105 + 7, 5 * PAGE_BYTES, true));

    Resolution {
        int maxBlockBytes = BlockFormat.blockBytes(maxRows, MAX_SERIES, hasMinMax);
        if (slotBytes % PAGE_BYTES != 0 || maxBlockBytes > slotBytes) {
            throw new IllegalArgumentException(
                    fileName + ": a block of " + maxBlockBytes + " bytes needs a slot of whole pages");
        }
    }

    /** Size of the file when every slot is in use. */
    long maxBytes() {
        return (long) slots * slotBytes;
    }
}
