/** {@code peace status}: what the parts of a device say, one verdict, one screen. Works when any of them is down. */
@NullMarked
package peaceofmind.cli.status;

import org.jspecify.annotations.NullMarked;
