/** One archive with everything that a helper far away would ask for, and without secrets. */
@NullMarked
package peaceofmind.cli.bundle;

import org.jspecify.annotations.NullMarked;
