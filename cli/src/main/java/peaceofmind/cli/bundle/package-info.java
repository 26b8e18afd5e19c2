/** One archive with everything that remote support asks for, and without secrets. */
@NullMarked
package peaceofmind.cli.bundle;

import org.jspecify.annotations.NullMarked;
