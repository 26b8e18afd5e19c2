// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import peaceofmind.dashboard.history.Row.Cell;

/**
 * One series in one row.
 *
 * @param at milliseconds since 1970
 */
record HistorySample(long at, int count, Cell cell) {}
