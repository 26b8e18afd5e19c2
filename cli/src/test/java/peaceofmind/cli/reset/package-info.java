/** Tests of {@code peaceofmind.cli.reset}. */
@NullMarked
package peaceofmind.cli.reset;

import org.jspecify.annotations.NullMarked;
