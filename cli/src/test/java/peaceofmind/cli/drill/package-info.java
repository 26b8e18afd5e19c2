/** Tests of {@code peaceofmind.cli.drill}. */
@NullMarked
package peaceofmind.cli.drill;

import org.jspecify.annotations.NullMarked;
