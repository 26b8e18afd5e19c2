/** What the HTTP servers of our processes share: limits. */
@NullMarked
package peaceofmind.foundation.http;

import org.jspecify.annotations.NullMarked;
