/** {@code peace doctor}: one class per assumption about a device: what it checks, why it matters, how to fix it. */
@NullMarked
package peaceofmind.cli.doctor;

import org.jspecify.annotations.NullMarked;
