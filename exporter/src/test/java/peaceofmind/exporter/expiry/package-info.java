/** Tests of what ends one day. */
@NullMarked
package peaceofmind.exporter.expiry;

import org.jspecify.annotations.NullMarked;
