/** Tests of the spool: killed at every byte, damaged at every byte. */
@NullMarked
package peaceofmind.shipping.metrics.spool;

import org.jspecify.annotations.NullMarked;
