/** {@code peace recorder import}: takes over what the existing recorder in Python has. */
@NullMarked
package peaceofmind.cli.takeover;

import org.jspecify.annotations.NullMarked;
