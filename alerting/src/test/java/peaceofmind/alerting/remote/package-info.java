/** Tests of how notifications are delivered. */
@NullMarked
package peaceofmind.alerting.remote;

import org.jspecify.annotations.NullMarked;
