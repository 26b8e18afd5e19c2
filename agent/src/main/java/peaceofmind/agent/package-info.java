/** Collects the recorder's metrics and exposes them; may do nothing to the device. */
@NullMarked
package peaceofmind.agent;

import org.jspecify.annotations.NullMarked;
