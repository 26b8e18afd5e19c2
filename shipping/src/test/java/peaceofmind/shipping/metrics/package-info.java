/** Tests of metric shipping, with fakes and a real Prometheus. */
@NullMarked
package peaceofmind.shipping.metrics;

import org.jspecify.annotations.NullMarked;
