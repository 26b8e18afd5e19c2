/**
 * {@code peace update}: updates the watched program or peace itself, with rollback. {@link
 * peaceofmind.cli.update.UpdateProgress} decides without side effects; {@link peaceofmind.cli.update.UpdateTarget} executes.
 */
@NullMarked
package peaceofmind.cli.update;

import org.jspecify.annotations.NullMarked;
