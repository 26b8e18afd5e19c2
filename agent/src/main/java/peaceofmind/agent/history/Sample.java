package peaceofmind.agent.history;

import peaceofmind.agent.history.Row.Cell;

/**
 * One series in one row.
 *
 * @param at milliseconds since 1970
 */
record Sample(long at, int count, Cell cell) {}
