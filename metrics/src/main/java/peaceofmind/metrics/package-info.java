/** The data model for metrics in the agent: families, samples, series, batches. No I/O. */
@NullMarked
package peaceofmind.metrics;

import org.jspecify.annotations.NullMarked;
