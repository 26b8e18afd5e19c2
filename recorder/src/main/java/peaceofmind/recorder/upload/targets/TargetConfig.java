// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadTarget;

/** A target of uploads as configured; each kind has a section of its own. */
public sealed interface TargetConfig
        permits FolderConfig, WebDavConfig, S3Config, SftpConfig, RcloneConfig, YouTubeConfig {

    /** By which metrics and the database know the target; unique. */
    String name();

    /** Creates the target. */
    UploadTarget create(Clock clock);

    /**
     * The targets of the section {@code upload}: the folder in its own keys, if there is one, and those of the list {@code targets}.
     * Mistakes are recorded in the document.
     */
    static List<TargetConfig> readAll(ConfigSection upload) {
        List<TargetConfig> targets = new ArrayList<>();
        FolderConfig.read(upload, FolderConfig.WORD).ifPresent(targets::add);
        Set<String> names = new HashSet<>();
        targets.forEach(target -> names.add(target.name()));
        for (ConfigSection section : upload.sections("targets")) {
            Optional<TargetConfig> target = TargetKinds.read(section);
            target.filter(read -> !names.add(read.name()))
                    .ifPresent(same -> section.addProblem(
                            "name", "another target has the name " + same.name() + " already: choose another one"));
            target.ifPresent(targets::add);
        }
        return List.copyOf(targets);
    }
}
