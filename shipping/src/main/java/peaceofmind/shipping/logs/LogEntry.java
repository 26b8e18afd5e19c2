// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.util.Map;

/**
 * A line as it is sent to Loki.
 *
 * @param labels of the source and of the line; the device's are added to all
 * @param nanos since 1970; the same whenever the line is read again
 */
record LogEntry(Map<String, String> labels, long nanos, String text) {}
