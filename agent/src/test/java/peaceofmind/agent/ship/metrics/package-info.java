/** Tests of the shipping of metrics, by fakes and with a real Prometheus. */
@NullMarked
package peaceofmind.agent.ship.metrics;

import org.jspecify.annotations.NullMarked;
