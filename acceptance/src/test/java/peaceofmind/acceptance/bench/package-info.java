// SPDX-License-Identifier: Apache-2.0
/** Tests of what benchmarks claim. */
@NullMarked
package peaceofmind.acceptance.bench;

import org.jspecify.annotations.NullMarked;
