/** The sentence at the top, situation by situation. */
@NullMarked
package peaceofmind.foundation.verdict;

import org.jspecify.annotations.NullMarked;
