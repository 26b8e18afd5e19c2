/** What a source of metrics is, and what keeps a failing one from harming the others. */
@NullMarked
package peaceofmind.metrics.collect;

import org.jspecify.annotations.NullMarked;
