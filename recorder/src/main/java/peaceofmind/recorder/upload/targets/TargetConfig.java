// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadTarget;

/** A target of uploads as configured; each kind has a section of its own. */
public sealed interface TargetConfig
        permits FolderConfig, WebDavConfig, S3Config, SftpConfig, RcloneConfig, YouTubeConfig {

    /** Characters of names, which become labels of metrics. */
    Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");

    /** The kinds of targets, by the names of their sections. */
    Map<String, Kind> KINDS = kinds();

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put(FolderConfig.WORD, FolderConfig::readSection);
        kinds.put("webdav", WebDavConfig::read);
        kinds.put("s3", S3Config::read);
        kinds.put("sftp", SftpConfig::read);
        kinds.put("rclone", RcloneConfig::read);
        kinds.put("youtube", YouTubeConfig::read);
        return kinds;
    }

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
            Optional<TargetConfig> target = read(section);
            target.filter(read -> !names.add(read.name()))
                    .ifPresent(same -> section.addProblem(
                            "name", "another target has the name " + same.name() + " already: choose another one"));
            target.ifPresent(targets::add);
        }
        return List.copyOf(targets);
    }

    private static Optional<TargetConfig> read(ConfigSection section) {
        Optional<String> configured = section.optionalText(
                "name",
                "Name of the target in messages and metrics; by default its kind. Changing it uploads videos again.");
        configured
                .filter(name -> !NAME.matcher(name).matches())
                .ifPresent(bad -> section.addProblem(
                        "name", "\"" + bad + "\" must be 1 to 40 letters, digits, dots, hyphens or underscores"));
        List<TargetConfig> read = new ArrayList<>();
        KINDS.forEach((word, kind) ->
                kind.read(section.section(word), configured.orElse(word)).ifPresent(read::add));
        if (section.isPresent() && KINDS.keySet().stream().filter(section::has).count() != 1) {
            section.addProblem("a target needs one section with its kind: " + String.join(", ", KINDS.keySet()));
        }
        return read.stream().findFirst();
    }

    /** Reads the section of one kind; empty when it is missing, or lacks what it needs. */
    interface Kind {
        Optional<? extends TargetConfig> read(ConfigSection section, String name);
    }
}
