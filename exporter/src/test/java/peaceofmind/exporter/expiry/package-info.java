/** Tests of expiry dates. */
@NullMarked
package peaceofmind.exporter.expiry;

import org.jspecify.annotations.NullMarked;
