/** Tests of the way out: outcomes, credentials, words. */
@NullMarked
package peaceofmind.shipping.http;

import org.jspecify.annotations.NullMarked;
