/** Tests of the metrics of drills and updates. */
@NullMarked
package peaceofmind.exporter.drill;

import org.jspecify.annotations.NullMarked;
