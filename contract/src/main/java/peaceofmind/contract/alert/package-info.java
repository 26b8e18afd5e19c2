/**
 * The catalogue of alerts, written once: the agent decides by it, and Prometheus' and Grafana's rules are made of it. No I/O and no
 * clock.
 */
@NullMarked
package peaceofmind.contract.alert;

import org.jspecify.annotations.NullMarked;
