/** Tests of the alerts. */
@NullMarked
package peaceofmind.agent.alert;

import org.jspecify.annotations.NullMarked;
