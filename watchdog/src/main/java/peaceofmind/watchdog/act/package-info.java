/** What can be done to a service, and seen of it: one interface, two service managers. Nothing is decided here. */
@NullMarked
package peaceofmind.watchdog.act;

import org.jspecify.annotations.NullMarked;
