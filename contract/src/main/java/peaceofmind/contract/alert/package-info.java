/**
 * The alert catalogue, the single source for the agent's evaluation and for the generated rules of Prometheus and Grafana. No I/O and no
 * clock.
 */
@NullMarked
package peaceofmind.contract.alert;

import org.jspecify.annotations.NullMarked;
