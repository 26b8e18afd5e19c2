/** Tests of the encoding, read by the real decoders. */
@NullMarked
package peaceofmind.shipping.metrics.wire;

import org.jspecify.annotations.NullMarked;
