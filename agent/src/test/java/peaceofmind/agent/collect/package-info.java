/** Tests. */
@NullMarked
package peaceofmind.agent.collect;

import org.jspecify.annotations.NullMarked;
