/** Metrics over HTTP, in the text formats of Prometheus and OpenMetrics. */
@NullMarked
package peaceofmind.agent.expose;

import org.jspecify.annotations.NullMarked;
