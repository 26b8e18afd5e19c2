/** Prometheus remote write on the wire: samples, the two messages, Snappy's block format. No I/O. */
@NullMarked
package peaceofmind.shipping.metrics.wire;

import org.jspecify.annotations.NullMarked;
