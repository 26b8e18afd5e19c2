/** How commands present things to people: layout, units, colours, failures. */
@NullMarked
package peaceofmind.cli.terminal;

import org.jspecify.annotations.NullMarked;
