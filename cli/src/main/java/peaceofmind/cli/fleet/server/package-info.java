// SPDX-License-Identifier: Apache-2.0
/**
 * The server that a fleet ships to: its files, made from those in {@code packaging/fleet}, its set-up on a Debian machine, and the
 * logins of the devices. Samples are stored and judged by Prometheus and Alertmanager, never here.
 */
@NullMarked
package peaceofmind.cli.fleet.server;

import org.jspecify.annotations.NullMarked;
