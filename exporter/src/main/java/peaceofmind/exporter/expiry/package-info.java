/** When certificates and tokens end, so that somebody renews them before. */
@NullMarked
package peaceofmind.exporter.expiry;

import org.jspecify.annotations.NullMarked;
