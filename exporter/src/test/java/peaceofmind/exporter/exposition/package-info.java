/** Tests of the metrics of drills and updates. */
@NullMarked
package peaceofmind.exporter.exposition;

import org.jspecify.annotations.NullMarked;
