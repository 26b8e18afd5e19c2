/** The dead-man's ping: a sign of life to a service that raises the alarm when it is missing. Depends on no server of the owner. */
@NullMarked
package peaceofmind.shipping.ping;

import org.jspecify.annotations.NullMarked;
