/** Tests of the recorder's metrics. */
@NullMarked
package peaceofmind.exporter.recorder;

import org.jspecify.annotations.NullMarked;
