/** {@code peace reset}, level 8 of RECOVERY.md: a fresh start that loses nothing. */
@NullMarked
package peaceofmind.cli.reset;

import org.jspecify.annotations.NullMarked;
