/** Tests of how notifications are delivered. */
@NullMarked
package peaceofmind.alerting.notify;

import org.jspecify.annotations.NullMarked;
