/**
 * The {@code peace} command: one class per command. Commands query the processes over their sockets and endpoints;
 * they never do the work of those processes themselves.
 */
@NullMarked
package peaceofmind.cli;

import org.jspecify.annotations.NullMarked;
