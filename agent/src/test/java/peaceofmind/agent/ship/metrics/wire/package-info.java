/** Tests of the encoding, read by the real decoders. */
@NullMarked
package peaceofmind.agent.ship.metrics.wire;

import org.jspecify.annotations.NullMarked;
