/** Tests of the structure itself: arrows between modules and packages, sizes, tidiness. Nothing here is shipped. */
@NullMarked
package peaceofmind.architecture;

import org.jspecify.annotations.NullMarked;
