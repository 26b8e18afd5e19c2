/**
 * {@code peace update}: another version of the watched program, or of peace itself, and the way back. {@link
 * peaceofmind.cli.update.FfmpegProgress} decides and touches nothing; {@link peaceofmind.cli.update.UpdateTarget} is what it stands on.
 */
@NullMarked
package peaceofmind.cli.update;

import org.jspecify.annotations.NullMarked;
