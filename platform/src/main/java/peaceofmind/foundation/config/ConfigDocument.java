// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import peaceofmind.foundation.log.ErrorText;

/**
 * A configuration file (YAML 1.2). Each component reads the keys of its own section; mistakes are collected, and {@link #check}
 * reports all of them at once, each with its line, key and a suggestion.
 */
public final class ConfigDocument {

    private static final int MAX_BYTES = 1024 * 1024;

    private final String name;
    private final Optional<MappingNode> root;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigKey> keys = new ArrayList<>();
    private final Set<String> knownPaths = new HashSet<>();

    private ConfigDocument(String name, Optional<MappingNode> root) {
        this.name = name;
        this.root = root;
    }

    /** A document without keys: every setting has its default. */
    public static ConfigDocument empty() {
        return new ConfigDocument("defaults", Optional.empty());
    }

    /** Reads a file, which must exist. */
    public static ConfigDocument read(Path file) throws ConfigException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw failure(file.toString(), 0, "is larger than 1 MiB: this cannot be a configuration file");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw failure(file.toString(), 0, "no such file");
        } catch (AccessDeniedException denied) {
            throw failure(file.toString(), 0, "permission denied: this user cannot read it");
        } catch (MalformedInputException notUtf8) {
            throw failure(file.toString(), 0, "is not UTF-8 text");
        } catch (IOException problem) {
            throw failure(file.toString(), 0, "cannot be read: " + ErrorText.of(problem));
        }
    }

    /**
     * Parses a document.
     *
     * @param name the document's name in messages, such as its path
     */
    public static ConfigDocument parse(String name, String text) throws ConfigException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setMaxAliasesForCollections(20)
                .setAllowDuplicateKeys(false)
                .build();
        try {
            Optional<Node> node = new Compose(settings).composeString(text);
            if (node.isEmpty() || ConfigSection.isNull(node.get())) {
                return new ConfigDocument(name, Optional.empty());
            } else if (node.get() instanceof MappingNode mapping) {
                return new ConfigDocument(name, Optional.of(mapping));
            }
            throw failure(name, 1, "expected sections such as \"recorder:\" at the top level");
        } catch (MarkedYamlEngineException problem) {
            int line = problem.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            throw failure(name, line, "not valid YAML: " + problem.getProblem());
        } catch (YamlEngineException problem) {
            throw failure(name, 0, "not valid YAML: " + problem.getMessage());
        } catch (StackOverflowError tooDeep) {
            // The library recurses once per level and has no limit of its own.
            throw failure(name, 0, "is nested too deeply to be a configuration file");
        }
    }

    /** The top-level section of that name; it has no keys when the file does not contain it. */
    public ConfigSection section(String section) {
        return new ConfigSection(this, "", root).section(section);
    }

    /** A top-level mapping from names that the user chooses to strings, in the order of the file. */
    public Map<String, String> textMap(String key, String description) {
        return new ConfigSection(this, "", root).textMap(key, description);
    }

    /**
     * The text of a key of another component, for a default that follows it; that component reads and checks the key itself.
     *
     * @return empty when the file does not have it
     */
    Optional<String> peek(String section, String key) {
        return new ConfigSection(this, "", root).section(section).peek(key);
    }

    /** The keys that components have read so far, in that order. */
    public List<ConfigKey> keys() {
        return List.copyOf(keys);
    }

    /**
     * Reports every mistake. Call it once all components have read their keys.
     *
     * @param sections every section that any component reads: any other top-level section is a mistake
     * @throws ConfigException when there is a mistake: a bad value, or a key that no component reads
     */
    public void check(Set<String> sections) throws ConfigException {
        sections.forEach(this::markKnown);
        ConfigSection top = new ConfigSection(this, "", root);
        top.reportUnknownKeys(knownPaths, sections);
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(ConfigProblem::line));
            throw new ConfigException(name, problems.stream().distinct().toList());
        }
    }

    void markKnown(String path) {
        knownPaths.add(path);
    }

    void addKey(ConfigKey key) {
        markKnown(key.path());
        keys.add(key);
    }

    void addProblem(int line, String key, String message) {
        problems.add(new ConfigProblem(line, key, message));
    }

    private static ConfigException failure(String name, int line, String message) {
        return new ConfigException(name, List.of(new ConfigProblem(line, "", message)));
    }
}
