/** Tests of what ends one day. */
@NullMarked
package peaceofmind.agent.collect.expiry;

import org.jspecify.annotations.NullMarked;
