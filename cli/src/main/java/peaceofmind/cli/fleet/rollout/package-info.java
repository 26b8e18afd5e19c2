// SPDX-License-Identifier: Apache-2.0
/** A command on many devices, a few at a time, each verified before the next ones. Reads no inventory and no server itself. */
@NullMarked
package peaceofmind.cli.fleet.rollout;

import org.jspecify.annotations.NullMarked;
