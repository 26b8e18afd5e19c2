/** Tests of the alerts: how people are told. */
@NullMarked
package peaceofmind.agent.alert.notify;

import org.jspecify.annotations.NullMarked;
