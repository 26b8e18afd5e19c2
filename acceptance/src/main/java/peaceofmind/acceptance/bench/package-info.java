/** The benchmarks behind {@code ./bench}: each prints ours beside its yardstick. They measure and never judge. */
@NullMarked
package peaceofmind.acceptance.bench;

import org.jspecify.annotations.NullMarked;
