// SPDX-License-Identifier: Apache-2.0
/** Tests of the roll-out. */
@NullMarked
package peaceofmind.cli.fleet.rollout;

import org.jspecify.annotations.NullMarked;
