/** Tests of {@code peaceofmind.metrics.collect}. */
@NullMarked
package peaceofmind.metrics.collect;

import org.jspecify.annotations.NullMarked;
