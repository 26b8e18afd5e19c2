/** Two years of the charts' series in at most 20 MB on the disk: rings of checked blocks, written rarely, cut off nowhere by a power cut. */
@NullMarked
package peaceofmind.dashboard.history;

import org.jspecify.annotations.NullMarked;
