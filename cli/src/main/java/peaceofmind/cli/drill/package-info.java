/** {@code peace drill}: deliberate faults on the live device, undone automatically, with the recovery measured against its limit. */
@NullMarked
package peaceofmind.cli.drill;

import org.jspecify.annotations.NullMarked;
