/** Level 8: a fresh start that loses nothing. */
@NullMarked
package peaceofmind.cli.reset;

import org.jspecify.annotations.NullMarked;
