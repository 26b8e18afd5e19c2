/** {@code peace drill}: faults on purpose, on the live device, undone by themselves, measured against what is promised. */
@NullMarked
package peaceofmind.cli.drill;

import org.jspecify.annotations.NullMarked;
