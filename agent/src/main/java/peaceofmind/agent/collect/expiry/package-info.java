/** When certificates and tokens end, so that somebody renews them before. */
@NullMarked
package peaceofmind.agent.collect.expiry;

import org.jspecify.annotations.NullMarked;
