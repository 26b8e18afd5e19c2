/** Grafana's side of the product, against a server of ours that refuses what the documented API refuses. */
@NullMarked
package peaceofmind.cli.grafana;

import org.jspecify.annotations.NullMarked;
