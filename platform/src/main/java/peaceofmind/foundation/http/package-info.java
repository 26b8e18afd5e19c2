/** What HTTP servers and clients share: timeouts, credentials and trust. */
@NullMarked
package peaceofmind.foundation.http;

import org.jspecify.annotations.NullMarked;
