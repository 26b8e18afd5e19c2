/** How commands speak to people: words, units, failures. */
@NullMarked
package peaceofmind.cli.terminal;

import org.jspecify.annotations.NullMarked;
