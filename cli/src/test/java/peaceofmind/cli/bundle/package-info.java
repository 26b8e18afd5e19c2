/** Tests of {@code peaceofmind.cli.bundle}. */
@NullMarked
package peaceofmind.cli.bundle;

import org.jspecify.annotations.NullMarked;
