/** The wire format of Prometheus remote write: samples, the messages of both versions, Snappy's block format. No I/O. */
@NullMarked
package peaceofmind.shipping.metrics.wire;

import org.jspecify.annotations.NullMarked;
