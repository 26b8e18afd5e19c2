/** Tests of {@code peaceofmind.cli.logs}. */
@NullMarked
package peaceofmind.cli.logs;

import org.jspecify.annotations.NullMarked;
