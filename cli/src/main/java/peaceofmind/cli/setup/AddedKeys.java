// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.DurableFile;

/** Adds keys to a configuration file that does not have them; what stands there stays. */
public final class AddedKeys {

    private final Path config;
    private final String oldText;
    private final ConfigTree tree;
    private boolean changed;

    private AddedKeys(Path config, String oldText) {
        this.config = config;
        this.oldText = oldText;
        this.tree = ConfigTree.parse(oldText);
    }

    /**
     * Reads the file to add keys to.
     *
     * @param config can be missing; otherwise {@code ConfigDocument} accepts it
     */
    public static AddedKeys of(Path config) throws IOException {
        return new AddedKeys(config, Files.exists(config) ? Files.readString(config) : "");
    }

    /** What became of a key. */
    public enum Result {
        ADDED,
        /** It has that value already. */
        SAME,
        /** It has another value, which stays. */
        DIFFERENT
    }

    /**
     * Adds a key, unless it has a value.
     *
     * @param key with dots
     */
    public Result add(String key, Object value) {
        List<String> names = List.of(key.split("\\.", -1));
        Map<Object, Object> section = tree.section(names.getFirst());
        for (String name : names.subList(1, names.size() - 1)) {
            Map<Object, Object> inner = ConfigTree.map(section.get(name));
            section.put(name, inner);
            section = inner;
        }
        Object present = section.putIfAbsent(names.getLast(), value);
        changed |= present == null;
        if (present == null) {
            return Result.ADDED;
        }
        return present.toString().equals(value.toString()) ? Result.SAME : Result.DIFFERENT;
    }

    /** Adds a target of uploads. */
    public void addUploadTarget(String kind, Map<String, Object> keys) {
        Map<Object, Object> recorder = tree.section("recorder");
        Map<Object, Object> upload = ConfigTree.map(recorder.get("upload"));
        List<Object> targets = new ArrayList<>(upload.get("targets") instanceof List<?> present ? present : List.of());
        targets.add(new LinkedHashMap<>(Map.of(kind, new LinkedHashMap<>(keys))));
        upload.put("targets", targets);
        recorder.put("upload", upload);
        changed = true;
    }

    /**
     * Writes the file, if anything was added. The old one is saved beside it.
     *
     * @return whether it was written
     * @throws ConfigException the keys together are no valid configuration; nothing was written
     */
    public boolean write() throws IOException, ConfigException {
        if (!changed) {
            return false;
        }
        String newText = tree.toYaml();
        ConfigReview.check(ConfigDocument.parse("the new configuration", newText), true);
        if (!oldText.isEmpty()) {
            Files.copy(
                    config,
                    config.resolveSibling(config.getFileName() + ".before-import"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        DurableFile.replace(config, newText);
        return true;
    }
}
