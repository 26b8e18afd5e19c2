/** Tests whether each receiver would accept data, for {@code peace setup} and {@code peace doctor}. */
@NullMarked
package peaceofmind.shipping.probe;

import org.jspecify.annotations.NullMarked;
