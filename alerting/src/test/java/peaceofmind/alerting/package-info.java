/** Tests of the alerts. */
@NullMarked
package peaceofmind.alerting;

import org.jspecify.annotations.NullMarked;
