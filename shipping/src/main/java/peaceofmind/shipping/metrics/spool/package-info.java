/** Stores unsent samples on disk: bounded, checksummed, and consistent after a power cut. Independent of the network. */
@NullMarked
package peaceofmind.shipping.metrics.spool;

import org.jspecify.annotations.NullMarked;
