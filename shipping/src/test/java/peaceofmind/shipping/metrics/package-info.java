/** Tests of the shipping of metrics, by fakes and with a real Prometheus. */
@NullMarked
package peaceofmind.shipping.metrics;

import org.jspecify.annotations.NullMarked;
