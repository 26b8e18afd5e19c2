/** Keeps on the disk what could not be sent yet: bounded, checksummed, and whole after a power cut. Knows no network. */
@NullMarked
package peaceofmind.shipping.metrics.spool;

import org.jspecify.annotations.NullMarked;
