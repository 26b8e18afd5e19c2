package peaceofmind.shipping.metrics;

import java.nio.file.Path;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;

/**
 * What shipping needs of the process around it.
 *
 * @param spoolFolder below which each destination has a folder
 * @param userAgent such as {@code peace/1.0}
 * @param warn for the log
 * @param reportEvent for what a person should find later
 */
public record ShippingContext(
        Path spoolFolder, String userAgent, Clock clock, Consumer<String> warn, Consumer<String> reportEvent) {}
