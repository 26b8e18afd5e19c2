// SPDX-License-Identifier: Apache-2.0
/** The devices that are expected: the file that lists them, which every command for a fleet reads. Asks no server. */
@NullMarked
package peaceofmind.cli.fleet.inventory;

import org.jspecify.annotations.NullMarked;
