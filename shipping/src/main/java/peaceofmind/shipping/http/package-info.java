/** HTTP POST for everything that leaves the device: endpoints, credentials, responses, backoff. Independent of what is sent. */
@NullMarked
package peaceofmind.shipping.http;

import org.jspecify.annotations.NullMarked;
