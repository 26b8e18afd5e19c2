/** How anything that leaves the device is posted: addresses, credentials, answers, waits. Knows nothing of what is sent. */
@NullMarked
package peaceofmind.shipping.http;

import org.jspecify.annotations.NullMarked;
