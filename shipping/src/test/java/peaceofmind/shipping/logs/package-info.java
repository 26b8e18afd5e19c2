/** Tests of the shipping of logs, with a Loki of our own that enforces the real one's rules. */
@NullMarked
package peaceofmind.shipping.logs;

import org.jspecify.annotations.NullMarked;
