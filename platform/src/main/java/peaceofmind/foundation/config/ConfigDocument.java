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
import java.util.LinkedHashMap;
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
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import peaceofmind.foundation.log.ErrorText;

/**
 * A configuration file (YAML 1.2). Each component reads the keys of its own section; mistakes are collected, and {@link #check}
 * reports all of them at once, each with its line, key and a suggestion.
 */
public final class ConfigDocument {

    private static final int MAX_BYTES = 1024 * 1024;

    /** Deeper than any section is; ends the search in a document that contains itself. */
    private static final int MAX_DEPTH = 20;

    private final String name;
    private final Optional<MappingNode> root;
    private final boolean isCatalogue;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> refusals = new ArrayList<>();
    private final List<ConfigKey> keys = new ArrayList<>();
    private final Set<String> knownPaths = new HashSet<>();

    private ConfigDocument(String name, Optional<MappingNode> root, boolean isCatalogue) {
        this.name = name;
        this.root = root;
        this.isCatalogue = isCatalogue;
    }

    /** A document without keys: every setting has its default. */
    public static ConfigDocument empty() {
        return new ConfigDocument("defaults", Optional.empty(), false);
    }

    /**
     * A document in which each list of sections has one item, without keys: once the components have read it, {@link #keys} is
     * complete. It is never checked, since such an item lacks what a real one needs.
     */
    public static ConfigDocument catalogue() {
        return new ConfigDocument("catalogue", Optional.empty(), true);
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
                return new ConfigDocument(name, Optional.empty(), false);
            } else if (node.get() instanceof MappingNode mapping) {
                return new ConfigDocument(name, Optional.of(mapping), false);
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

    /** The top-level section of that name, or its items where it is a list; never empty, as {@link #section}. */
    public List<ConfigSection> sectionOrSections(String section) {
        return new ConfigSection(this, "", root).sectionOrSections(section);
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

    /** Whether the first item of another component's list has a key; that component reads and checks it itself. */
    boolean firstItemHas(String section, String list, String key) {
        return new ConfigSection(this, "", root).section(section).firstItemHas(list, key);
    }

    /** The keys that components have read so far, in that order; one that several have read is described by the first. */
    public List<ConfigKey> keys() {
        Map<String, ConfigKey> byPath = new LinkedHashMap<>();
        keys.forEach(key -> byPath.putIfAbsent(key.path(), key));
        return List.copyOf(byPath.values());
    }

    /** Every value that the file contains, in its order. */
    public List<ConfigEntry> entries() {
        List<ConfigEntry> entries = new ArrayList<>();
        root.ifPresent(mapping -> addEntries(mapping, "", 0, entries));
        return entries;
    }

    /** The value at a path such as {@code watchdog.services[0].unit}, without a claim to the key; empty when there is none. */
    public Optional<String> text(String path) {
        return entries().stream()
                .filter(entry -> entry.path().equals(path) && !entry.text().isEmpty())
                .map(ConfigEntry::text)
                .findFirst();
    }

    /** Whether the file has that key, section or item, with a value in it. */
    public boolean has(String path) {
        return entries().stream()
                .anyMatch(entry -> !entry.text().isEmpty()
                        && (entry.path().equals(path)
                                || entry.path().startsWith(path + ".")
                                || entry.path().startsWith(path + "[")));
    }

    private static void addEntries(Node node, String path, int depth, List<ConfigEntry> entries) {
        if (depth > MAX_DEPTH) {
            return;
        }
        // Not a switch over patterns: the first one in a process costs a twentieth of what "peace status" takes.
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                addEntries(tuple.getValueNode(), path.isEmpty() ? key : path + "." + key, depth + 1, entries);
            }
        } else if (node instanceof SequenceNode sequence) {
            int position = 0;
            for (Node item : sequence.getValue()) {
                addEntries(item, path + "[" + position++ + "]", depth + 1, entries);
            }
        } else if (node instanceof ScalarNode scalar) {
            entries.add(new ConfigEntry(path, ConfigSection.line(scalar), scalar.getValue()));
        } else {
            throw new IllegalStateException("not a node of a configuration: " + node.getNodeType());
        }
    }

    /**
     * Records a mistake that none of the components can find alone.
     *
     * @param path of the key, which the file need not contain: the line is then that of its section
     */
    public void addProblem(String path, String message) {
        List<ConfigEntry> entries = entries();
        String known = path;
        while (!known.isEmpty()) {
            for (ConfigEntry entry : entries) {
                if (entry.path().equals(known)
                        || entry.path().startsWith(known + ".")
                        || entry.path().startsWith(known + "[")) {
                    addProblem(entry.line(), path, message);
                    return;
                }
            }
            known = known.substring(0, Math.max(0, Math.max(known.lastIndexOf('.'), known.lastIndexOf('['))));
        }
        addProblem(0, path, message);
    }

    boolean isCatalogue() {
        return isCatalogue;
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

    void addRefusal(int line, String key, String message) {
        refusals.add(new ConfigProblem(line, key, message));
    }

    /** Settings that are valid but refused: what they concern is off, and everything else works. In the order of their lines. */
    public List<ConfigProblem> refusals() {
        return refusals.stream()
                .distinct()
                .sorted(Comparator.comparingInt(ConfigProblem::line))
                .toList();
    }

    /**
     * Checks for refusals, too.
     *
     * @throws ConfigException when there are any
     */
    public void checkRefusals() throws ConfigException {
        if (!refusals.isEmpty()) {
            throw new ConfigException(name, refusals());
        }
    }

    private static ConfigException failure(String name, int line, String message) {
        return new ConfigException(name, List.of(new ConfigProblem(line, "", message)));
    }
}
