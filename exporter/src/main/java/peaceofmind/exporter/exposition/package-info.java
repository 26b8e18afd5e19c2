/** Metrics over HTTP, in the text formats of Prometheus and OpenMetrics. */
@NullMarked
package peaceofmind.exporter.exposition;

import org.jspecify.annotations.NullMarked;
