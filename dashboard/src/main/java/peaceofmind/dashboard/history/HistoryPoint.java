// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.time.Instant;

/**
 * The values of a series within one time bucket.
 *
 * @param at start of the bucket
 * @param min smallest value; for a counter that was reset within the bucket, the value after the reset
 * @param avg average, weighted by the number of collections
 * @param max largest value
 */
public record HistoryPoint(Instant at, double min, double avg, double max) {}
