/** Tests of the catalogue of alerts. */
@NullMarked
package peaceofmind.contract.alert;

import org.jspecify.annotations.NullMarked;
