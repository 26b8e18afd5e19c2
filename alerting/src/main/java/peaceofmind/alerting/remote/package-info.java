/**
 * Commands by the buttons of a message: which exist, who may use them, how often, and what became of them. How a messenger delivers them is
 * not known here.
 */
@NullMarked
package peaceofmind.alerting.remote;

import org.jspecify.annotations.NullMarked;
