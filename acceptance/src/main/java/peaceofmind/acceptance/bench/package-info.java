/** The benchmarks of {@code ./bench}. Each prints our results with a comparison. A missed budget is only marked, never a failure. */
@NullMarked
package peaceofmind.acceptance.bench;

import org.jspecify.annotations.NullMarked;
