// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.StagedTarget;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.command.RcloneFolder;
import peaceofmind.recorder.upload.command.RcloneSettings;

/** A folder of one of rclone's remotes. */
public record RcloneConfig(String name, RcloneSettings settings) implements TargetConfig {

    private static final String REMOTE = "[A-Za-z0-9_][A-Za-z0-9_.+@ -]{0,60}:[^\\p{Cntrl}]{0,500}";

    static Optional<RcloneConfig> read(ConfigSection section, String name) {
        Optional<String> remote = ConfigValues.requiredText(
                section, "remote", "Name and folder of one of rclone's remotes, such as drive:videos/gym");
        remote.filter(text -> !text.matches(REMOTE))
                .ifPresent(text -> section.addProblem(
                        "remote", "\"" + text + "\" must be a remote and a folder, such as drive:videos/gym"));
        Optional<Path> config = ConfigValues.requiredPath(
                section, "config_file", "rclone's configuration (mode 0600, of the recorder's user)");
        return remote.flatMap(place -> config.map(file -> new RcloneConfig(name, new RcloneSettings(place, file))));
    }

    @Override
    public UploadTarget create(Clock clock) {
        return new StagedTarget(new RcloneFolder(settings, clock));
    }
}
