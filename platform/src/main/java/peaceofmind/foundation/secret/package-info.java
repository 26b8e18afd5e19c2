/** How passwords are stored: hashed slowly; and how secrets are hidden in what leaves the device. */
@NullMarked
package peaceofmind.foundation.secret;

import org.jspecify.annotations.NullMarked;
