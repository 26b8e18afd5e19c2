/** {@code peace cost}: predicts what shipping will cost from what the agent exposes now. */
@NullMarked
package peaceofmind.cli.cost;

import org.jspecify.annotations.NullMarked;
