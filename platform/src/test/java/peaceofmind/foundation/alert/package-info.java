/** Tests of the catalogue of alerts. */
@NullMarked
package peaceofmind.foundation.alert;

import org.jspecify.annotations.NullMarked;
