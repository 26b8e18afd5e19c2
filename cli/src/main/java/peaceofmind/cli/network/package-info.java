/** {@code peace network}: the layers of the network, where a fault is, and what was repaired. */
@NullMarked
package peaceofmind.cli.network;

import org.jspecify.annotations.NullMarked;
