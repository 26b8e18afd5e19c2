// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.command;

import java.nio.file.Path;

/**
 * A folder of one of rclone's remotes.
 *
 * @param remote name and path, such as {@code drive:videos/gym}
 * @param configFile of rclone, which contains the remote's credentials
 */
public record RcloneSettings(String remote, Path configFile) {}
