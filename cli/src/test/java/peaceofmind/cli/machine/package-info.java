/** Tests of {@code peaceofmind.cli.machine}. */
@NullMarked
package peaceofmind.cli.machine;

import org.jspecify.annotations.NullMarked;
