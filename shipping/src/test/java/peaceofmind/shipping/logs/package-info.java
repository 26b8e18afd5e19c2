/** Tests of log shipping, against a fake Loki that enforces the real one's rules. */
@NullMarked
package peaceofmind.shipping.logs;

import org.jspecify.annotations.NullMarked;
