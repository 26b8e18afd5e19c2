/** {@code peace doctor}: every assumption that we make about a device, a class each: what, why it matters, how to mend it. */
@NullMarked
package peaceofmind.cli.doctor;

import org.jspecify.annotations.NullMarked;
