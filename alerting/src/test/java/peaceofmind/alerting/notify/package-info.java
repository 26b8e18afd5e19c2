/** Tests of the alerts: how people are told. */
@NullMarked
package peaceofmind.alerting.notify;

import org.jspecify.annotations.NullMarked;
