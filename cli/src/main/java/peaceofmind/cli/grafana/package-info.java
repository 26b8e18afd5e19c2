/** Dashboards, rules and notifications for Grafana: made here, pushed to a server or written to files. */
@NullMarked
package peaceofmind.cli.grafana;

import org.jspecify.annotations.NullMarked;
