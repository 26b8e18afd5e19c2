/** What the agent says about itself. */
@NullMarked
package peaceofmind.agent.collect.self;

import org.jspecify.annotations.NullMarked;
