/** Controls a service and reads its state: one interface, two service managers. Decides nothing. */
@NullMarked
package peaceofmind.watchdog.act;

import org.jspecify.annotations.NullMarked;
