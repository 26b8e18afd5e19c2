/** {@code peace status}: the state of all parts of a device on one screen. Works when any of them is down. */
@NullMarked
package peaceofmind.cli.status;

import org.jspecify.annotations.NullMarked;
