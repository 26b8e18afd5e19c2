/** Tests of the commands. */
@NullMarked
package peaceofmind.cli;

import org.jspecify.annotations.NullMarked;
