/** One sentence that says how a device is, and what its owner should do: for the dashboard, and for whoever else must say it. Pure. */
@NullMarked
package peaceofmind.contract.health;

import org.jspecify.annotations.NullMarked;
