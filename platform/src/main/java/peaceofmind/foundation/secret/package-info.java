/** Passwords as they may be kept: slowly hashed. */
@NullMarked
package peaceofmind.foundation.secret;

import org.jspecify.annotations.NullMarked;
