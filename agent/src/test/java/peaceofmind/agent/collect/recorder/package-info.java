/** Tests of the recorder's metrics. */
@NullMarked
package peaceofmind.agent.collect.recorder;

import org.jspecify.annotations.NullMarked;
