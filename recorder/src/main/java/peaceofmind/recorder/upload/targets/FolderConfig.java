// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.FolderTarget;
import peaceofmind.recorder.upload.ShareGuard;
import peaceofmind.recorder.upload.UploadTarget;

/**
 * A folder that videos are copied to.
 *
 * @param mount whether it must be mounted
 * @param markFile name of a file that must be in it
 */
public record FolderConfig(String name, Path folder, ShareGuard.Mode mount, Optional<String> markFile)
        implements TargetConfig {

    static final String WORD = "folder";

    /** Why nothing can be uploaded to the folder now, as far as mounts and the mark are concerned. */
    public Optional<String> mountProblem(Path fstab, Path mounts) {
        return new ShareGuard(folder, mount, markFile, fstab, mounts).problem();
    }

    @Override
    public UploadTarget create(Clock clock) {
        return new FolderTarget(folder, new ShareGuard(folder, mount, markFile));
    }

    /** The keys {@code folder}, {@code mount} and {@code mark_file}; empty without a folder. */
    static Optional<FolderConfig> read(ConfigSection section, String name) {
        return read(section, name, "folder");
    }

    /** A section of a target's own, whose folder is the key {@code path}. */
    static Optional<FolderConfig> readSection(ConfigSection section, String name) {
        Optional<FolderConfig> config = read(section, name, "path");
        if (section.isPresent() && config.isEmpty()) {
            section.addProblem("path", "is missing: the folder to copy videos to");
        }
        return config;
    }

    private static Optional<FolderConfig> read(ConfigSection section, String name, String pathKey) {
        Optional<Path> folder =
                section.optionalPath(pathKey, "Folder to upload videos to by copying them, such as a mounted share");
        ShareGuard.Mode mount = section.choice(
                "mount",
                "Whether the folder must be a mounted share: auto (if /etc/fstab lists it), required, or off",
                "auto",
                ShareGuard.Mode::parse,
                "auto, required or off");
        Optional<String> markFile = section.optionalText(
                "mark_file", "Name of a file that must be in the folder, which only the right share contains");
        return folder.map(path -> new FolderConfig(name, path, mount, markFile));
    }
}
