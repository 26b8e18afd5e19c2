/** A device's month in figures, calculated from the watchdog's journal and the history. Pure: who calls it reads both. */
@NullMarked
package peaceofmind.contract.report;

import org.jspecify.annotations.NullMarked;
