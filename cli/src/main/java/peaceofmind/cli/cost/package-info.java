/** {@code peace cost}: what shipping will cost, predicted from what the agent exposes now. */
@NullMarked
package peaceofmind.cli.cost;

import org.jspecify.annotations.NullMarked;
