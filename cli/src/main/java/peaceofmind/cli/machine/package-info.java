/** The machine that a command runs on, as a value: tests hand in a folder and answers instead. */
@NullMarked
package peaceofmind.cli.machine;

import org.jspecify.annotations.NullMarked;
