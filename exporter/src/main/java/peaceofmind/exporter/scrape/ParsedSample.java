// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.util.Map;

/**
 * One sample as its target wrote it. A timestamp is validated and ignored: samples get the time of the batch.
 *
 * @param labels in the order of the line, without empty ones
 */
record ParsedSample(String name, Map<String, String> labels, double value) {}
