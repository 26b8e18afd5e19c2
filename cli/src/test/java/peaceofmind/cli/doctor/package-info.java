/** Tests of {@code peaceofmind.cli.doctor}. */
@NullMarked
package peaceofmind.cli.doctor;

import org.jspecify.annotations.NullMarked;
