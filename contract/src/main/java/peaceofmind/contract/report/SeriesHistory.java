// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Past values of the device's own series. */
public interface SeriesHistory {

    /**
     * The values of a series within one time bucket.
     *
     * @param at start of the bucket
     */
    record HistoryValue(Instant at, double min, double average, double max) {}

    /**
     * One list for each series with that name, oldest first, in buckets of 15 minutes or, for what is older than a quarter, of 6 hours; empty
     * when nothing is stored.
     *
     * @throws IOException when the disk cannot be read
     */
    List<List<HistoryValue>> values(String metric, Instant from, Instant to) throws IOException;
}
