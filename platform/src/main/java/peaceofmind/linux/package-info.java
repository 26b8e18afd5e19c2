/**
 * All contact with the operating system: /proc, processes, and the few calls of the C library. The rest of the product runs on
 * fixtures. No decision is made here.
 */
@NullMarked
package peaceofmind.linux;

import org.jspecify.annotations.NullMarked;
