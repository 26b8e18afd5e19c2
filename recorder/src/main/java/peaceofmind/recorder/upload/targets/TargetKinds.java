// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import peaceofmind.foundation.config.ConfigSection;

/** The kinds of targets, each with a section of its own. */
final class TargetKinds {

    /** Names become labels of metrics. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");

    private static final Map<String, Kind> KINDS = kinds();

    private TargetKinds() {}

    /** Reads the section of one kind; empty when it is missing, or lacks what it needs. */
    private interface Kind {
        Optional<? extends TargetConfig> read(ConfigSection section, String name);
    }

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

    /** Reads an entry of the list; empty when it has a mistake. */
    static Optional<TargetConfig> read(ConfigSection section) {
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
}
