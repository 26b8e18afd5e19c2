/** Tests of the layers of the network, on folders with the kernel's files and against servers of the loopback. */
@NullMarked
package peaceofmind.exporter.network;

import org.jspecify.annotations.NullMarked;
