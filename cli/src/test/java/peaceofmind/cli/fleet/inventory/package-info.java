// SPDX-License-Identifier: Apache-2.0
/** The file of expected devices, and every mistake in it. */
@NullMarked
package peaceofmind.cli.fleet.inventory;

import org.jspecify.annotations.NullMarked;
