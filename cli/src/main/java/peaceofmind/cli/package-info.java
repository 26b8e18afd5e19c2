/**
 * The {@code peace} command: one class per command. It asks the processes over their sockets and endpoints; it never does their
 * work itself.
 */
@NullMarked
package peaceofmind.cli;

import org.jspecify.annotations.NullMarked;
