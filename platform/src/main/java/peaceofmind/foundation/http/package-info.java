/** What the HTTP servers and clients of our processes share: limits, and whom they trust. */
@NullMarked
package peaceofmind.foundation.http;

import org.jspecify.annotations.NullMarked;
