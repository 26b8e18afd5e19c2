/** The sentence at the top, situation by situation. */
@NullMarked
package peaceofmind.contract.health;

import org.jspecify.annotations.NullMarked;
