/** Tests of {@code peaceofmind.cli.incidents}. */
@NullMarked
package peaceofmind.cli.incidents;

import org.jspecify.annotations.NullMarked;
