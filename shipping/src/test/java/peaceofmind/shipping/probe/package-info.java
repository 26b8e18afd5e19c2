@NullMarked
package peaceofmind.shipping.probe;

import org.jspecify.annotations.NullMarked;
