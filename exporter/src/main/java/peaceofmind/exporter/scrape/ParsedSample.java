package peaceofmind.exporter.scrape;

import java.util.Map;

/**
 * One sample as its target wrote it. A time stamp is checked and left out: the time of the batch is what counts.
 *
 * @param labels in the order of the line; may hold empty values
 */
record ParsedSample(String name, Map<String, String> labels, double value) {}
