/** Collectors, and what isolates failing ones from the others. */
@NullMarked
package peaceofmind.metrics.collect;

import org.jspecify.annotations.NullMarked;
