/** Tests of the encoding, with the original decoders. */
@NullMarked
package peaceofmind.shipping.metrics.wire;

import org.jspecify.annotations.NullMarked;
