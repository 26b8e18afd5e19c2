/** The metric model that everything in the agent speaks: families, samples, series, batches. No I/O. */
@NullMarked
package peaceofmind.metrics;

import org.jspecify.annotations.NullMarked;
