/** Metrics of other programs on this device: fetched, parsed, relabelled and added to each batch. Targets do not affect each other. */
@NullMarked
package peaceofmind.exporter.scrape;

import org.jspecify.annotations.NullMarked;
