package peaceofmind.shipping.logs;

import java.util.Map;

/**
 * A line as Loki gets it.
 *
 * @param labels of its source and of itself; those of the device are added for all
 * @param nanos since 1970; the same at each reading of the line
 */
record LogEntry(Map<String, String> labels, long nanos, String text) {}
