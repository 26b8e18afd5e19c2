/** Tests of the prediction. */
@NullMarked
package peaceofmind.cli.cost;

import org.jspecify.annotations.NullMarked;
