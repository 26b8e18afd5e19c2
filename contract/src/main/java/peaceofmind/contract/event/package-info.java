/** The events of the watchdog's journal: their kinds, their role in an incident, their form. Pure. */
@NullMarked
package peaceofmind.contract.event;

import org.jspecify.annotations.NullMarked;
