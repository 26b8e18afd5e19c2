/**
 * Dashboards (files that people edit), rules (generated from the catalogue) and notifications for Grafana: pushed to a server, or
 * written to files.
 */
@NullMarked
package peaceofmind.cli.grafana;

import org.jspecify.annotations.NullMarked;
