/** The machine that a command runs on, as a value: tests pass a folder and canned outputs instead. */
@NullMarked
package peaceofmind.cli.machine;

import org.jspecify.annotations.NullMarked;
