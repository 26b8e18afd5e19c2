package peaceofmind.dashboard.history;

import java.time.Instant;

/**
 * A stretch of a series.
 *
 * @param at its begin
 * @param min smallest value in the stretch; of a counter that was reset in it, the value after the reset
 * @param avg weighted by how often was collected
 * @param max largest value
 */
public record HistoryPoint(Instant at, double min, double avg, double max) {}
