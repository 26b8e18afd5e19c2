/**
 * All access to the operating system: /proc, processes, and a few calls of the C library. Everything else can run on fixtures. No
 * policy here.
 */
@NullMarked
package peaceofmind.linux;

import org.jspecify.annotations.NullMarked;
