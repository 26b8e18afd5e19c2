/** Tests of {@code peaceofmind.cli.update}. */
@NullMarked
package peaceofmind.cli.update;

import org.jspecify.annotations.NullMarked;
