/** When certificates and tokens expire, to renew them in time. */
@NullMarked
package peaceofmind.exporter.expiry;

import org.jspecify.annotations.NullMarked;
