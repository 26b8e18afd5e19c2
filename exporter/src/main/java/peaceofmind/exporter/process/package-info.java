/** Metrics about the agent itself. */
@NullMarked
package peaceofmind.exporter.process;

import org.jspecify.annotations.NullMarked;
