/** Tests of the alert catalogue. */
@NullMarked
package peaceofmind.contract.alert;

import org.jspecify.annotations.NullMarked;
