/** Two years of the charts' series in at most 20 MB on disk: rings of blocks with checksums, written rarely and safe against power cuts. */
@NullMarked
package peaceofmind.dashboard.history;

import org.jspecify.annotations.NullMarked;
