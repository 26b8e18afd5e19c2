/**
 * Clients of the watchdog's, the recorder's and the agent's sockets, and of the metrics pages: what they answer, parsed once. The only
 * part of the contract with I/O; each call has a limit.
 */
@NullMarked
package peaceofmind.contract.client;

import org.jspecify.annotations.NullMarked;
