/** Observes the layers of the network: reads the kernel's files, probes rarely and when something fails. It changes nothing. */
@NullMarked
package peaceofmind.exporter.network;

import org.jspecify.annotations.NullMarked;
