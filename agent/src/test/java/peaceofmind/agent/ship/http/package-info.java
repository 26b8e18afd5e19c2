/** Tests of the way out: outcomes, credentials, words. */
@NullMarked
package peaceofmind.agent.ship.http;

import org.jspecify.annotations.NullMarked;
