// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import peaceofmind.cli.device.TargetDevice.FullConfig;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigEntry;
import peaceofmind.foundation.config.ConfigKey;

/** A configuration as its rules see it: what the file says, and what the processes make of it. */
final class ReviewedConfig {

    private final ConfigDocument document;
    private final FullConfig config;
    private final List<ConfigEntry> entries;

    ReviewedConfig(ConfigDocument document, FullConfig config) {
        this.document = document;
        this.config = config;
        this.entries = document.entries();
    }

    FullConfig config() {
        return config;
    }

    /** The keys that the processes read. */
    List<ConfigKey> keys() {
        return document.keys();
    }

    /** The values in the file, in its order, without empty ones: those have their defaults. */
    List<ConfigEntry> entries() {
        return entries.stream().filter(entry -> !entry.text().isEmpty()).toList();
    }

    /** Those of some keys; an item of a list counts as a value of the list's key. */
    List<ConfigEntry> entries(Set<String> keys) {
        return entries().stream()
                .filter(entry ->
                        keys.contains(entry.key()) || keys.contains(entry.key().replaceFirst("\\[]$", "")))
                .toList();
    }

    /** Keys that the file has without a value. */
    List<ConfigEntry> emptyEntries() {
        return entries.stream().filter(entry -> entry.text().isEmpty()).toList();
    }

    Optional<String> text(String path) {
        return document.text(path);
    }

    /** Whether the file has that key, or section, with anything in it. */
    boolean has(String path) {
        return document.has(path);
    }

    void addProblem(String path, String message) {
        document.addProblem(path, message);
    }

    /** Reports each value that an earlier one repeats, as {@code identity} compares them. */
    void reportRepeated(
            List<ConfigEntry> values, Function<ConfigEntry, String> identity, Function<ConfigEntry, String> message) {
        Map<String, ConfigEntry> first = new HashMap<>();
        for (ConfigEntry value : values) {
            ConfigEntry earlier = first.putIfAbsent(identity.apply(value), value);
            if (earlier != null) {
                addProblem(value.path(), message.apply(earlier));
            }
        }
    }

    /** The value of a key beside another, such as the user of a URL; empty when the file lacks it. */
    String sibling(ConfigEntry entry, String key) {
        return text(entry.path().substring(0, entry.path().lastIndexOf('.') + 1) + key)
                .orElse("");
    }

    /** Paths of the keys that accept a path, by {@link ConfigEntry#key()}. */
    Set<String> pathKeys() {
        return keys().stream()
                .filter(key -> key.accepts().equals(ConfigKey.PATH))
                .map(key -> new ConfigEntry(key.path(), 0, "").key())
                .collect(Collectors.toSet());
    }
}
