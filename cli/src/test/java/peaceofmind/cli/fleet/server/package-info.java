// SPDX-License-Identifier: Apache-2.0
/** The server of a fleet: its files by the programs that read them, its logins, and all of it together. */
@NullMarked
package peaceofmind.cli.fleet.server;

import org.jspecify.annotations.NullMarked;
