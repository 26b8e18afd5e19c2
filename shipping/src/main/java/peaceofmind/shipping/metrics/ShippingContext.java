// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.nio.file.Path;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;

/**
 * What shipping needs from the process that runs it.
 *
 * @param spoolFolder contains a folder per destination
 * @param userAgent such as {@code peace/1.0}
 * @param warn for the log
 * @param reportEvent for events that people should find later
 */
public record ShippingContext(
        Path spoolFolder, String userAgent, Clock clock, Consumer<String> warn, Consumer<String> reportEvent) {}
