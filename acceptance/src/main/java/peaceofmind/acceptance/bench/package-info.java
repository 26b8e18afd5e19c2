/** The benchmarks behind {@code ./bench}: each prints ours beside its yardstick. A budget that is missed is a word, never a failure. */
@NullMarked
package peaceofmind.acceptance.bench;

import org.jspecify.annotations.NullMarked;
