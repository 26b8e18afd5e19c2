/** Password hashes. */
@NullMarked
package peaceofmind.foundation.secret;

import org.jspecify.annotations.NullMarked;
