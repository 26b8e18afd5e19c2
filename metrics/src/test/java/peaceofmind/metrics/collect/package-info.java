/** Tests. */
@NullMarked
package peaceofmind.metrics.collect;

import org.jspecify.annotations.NullMarked;
