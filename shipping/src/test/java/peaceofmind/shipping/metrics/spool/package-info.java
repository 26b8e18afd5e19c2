/** Tests of the spool, killed or damaged at every byte. */
@NullMarked
package peaceofmind.shipping.metrics.spool;

import org.jspecify.annotations.NullMarked;
