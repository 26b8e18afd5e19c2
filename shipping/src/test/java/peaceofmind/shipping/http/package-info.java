/** Tests of sending over HTTP: results, credentials, messages. */
@NullMarked
package peaceofmind.shipping.http;

import org.jspecify.annotations.NullMarked;
