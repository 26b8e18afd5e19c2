/** Tests of the dead-man's ping, with a server that has the rules of the real ones. */
@NullMarked
package peaceofmind.shipping.ping;

import org.jspecify.annotations.NullMarked;
