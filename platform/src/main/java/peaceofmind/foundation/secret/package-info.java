/** How passwords are stored: hashed slowly. */
@NullMarked
package peaceofmind.foundation.secret;

import org.jspecify.annotations.NullMarked;
