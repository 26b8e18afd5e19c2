@NullMarked
package peaceofmind.agent.ship.probe;

import org.jspecify.annotations.NullMarked;
