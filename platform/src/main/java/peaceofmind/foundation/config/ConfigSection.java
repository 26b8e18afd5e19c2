// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A section of the configuration. Keys are read by name, each with its description and default. A bad value is recorded in the
 * document and the default returned, which lets a single pass find every mistake.
 */
public final class ConfigSection {

    private final ConfigDocument document;
    private final String path;
    private final Optional<MappingNode> node;

    ConfigSection(ConfigDocument document, String path, Optional<MappingNode> node) {
        this.document = document;
        this.path = path;
        this.node = node;
    }

    /** Whether the file has this section. */
    public boolean isPresent() {
        return node.isPresent();
    }

    /** Whether the file has this key, whatever its value: for keys that exclude each other. */
    public boolean has(String key) {
        return find(key).isPresent();
    }

    public String text(String key, String description, String defaultValue) {
        return value(key, description, defaultValue, defaultValue, Optional::of, "a string");
    }

    public Optional<String> optionalText(String key, String description) {
        return value(key, description, "", Optional.empty(), text -> Optional.of(Optional.of(text)), "a string");
    }

    public Path path(String key, String description, Path defaultValue) {
        return value(key, description, defaultValue.toString(), defaultValue, ConfigSection::parsePath, ConfigKey.PATH);
    }

    public Optional<Path> optionalPath(String key, String description) {
        return value(
                key,
                description,
                "",
                Optional.empty(),
                text -> {
                    Optional<Path> path = parsePath(text);
                    return path.isPresent() ? Optional.of(path) : Optional.empty();
                },
                ConfigKey.PATH);
    }

    public boolean bool(String key, String description, boolean defaultValue) {
        return value(
                key,
                description,
                Boolean.toString(defaultValue),
                defaultValue,
                text -> text.equals("true") || text.equals("false")
                        ? Optional.of(text.equals("true"))
                        : Optional.empty(),
                "true or false");
    }

    public int integer(String key, String description, int defaultValue, int min, int max) {
        return value(
                key,
                description,
                Integer.toString(defaultValue),
                defaultValue,
                text -> ConfigUnits.parseInteger(text)
                        .filter(v -> v >= min && v <= max)
                        .map(Long::intValue),
                "a whole number from " + min + " to " + max);
    }

    /** A duration such as {@code 500ms}, {@code 30s}, {@code 10min}, {@code 1h} or {@code 7d}. */
    public Duration duration(String key, String description, Duration defaultValue, Duration min, Duration max) {
        return value(
                key,
                description,
                ConfigUnits.format(defaultValue),
                defaultValue,
                text -> ConfigUnits.parseDuration(text).filter(v -> v.compareTo(min) >= 0 && v.compareTo(max) <= 0),
                "a duration from " + ConfigUnits.format(min) + " to " + ConfigUnits.format(max)
                        + ", such as 500ms, 30s, 10min, 1h or 7d");
    }

    /** A size in bytes such as {@code 500MB}, {@code 5GB} (powers of 1000) or {@code 64MiB} (powers of 1024). */
    public long bytes(String key, String description, String defaultValue, long min) {
        return value(
                key,
                description,
                defaultValue,
                ConfigUnits.parseBytes(defaultValue).orElseThrow(),
                text -> ConfigUnits.parseBytes(text).filter(v -> v >= min),
                "a size of at least " + min + " bytes, such as 500MB, 5GB or 64MiB");
    }

    /** One of several values, such as the constants of an enum in lower case. */
    public <T> T choice(
            String key, String description, String defaultValue, Function<String, Optional<T>> parse, String choices) {
        return value(key, description, defaultValue, parse.apply(defaultValue).orElseThrow(), parse, choices);
    }

    /** A list of strings; a single string counts as a list of one. */
    public List<String> texts(String key, String description, List<String> defaultValue) {
        document.addKey(new ConfigKey(fullPath(key), ConfigKey.TEXTS, description, defaultValue.toString()));
        Optional<Node> found = find(key).filter(value -> !isNull(value));
        if (found.isEmpty()) {
            return defaultValue;
        }
        List<Node> items = found.get() instanceof SequenceNode sequence ? sequence.getValue() : List.of(found.get());
        List<String> texts = new ArrayList<>();
        for (Node item : items) {
            if (item instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                document.addProblem(line(item), fullPath(key), "must be a list of strings");
            }
        }
        return List.copyOf(texts);
    }

    /** A mapping from names that the user chooses to strings, such as labels, in the order of the file. */
    public Map<String, String> textMap(String key, String description) {
        document.addKey(new ConfigKey(fullPath(key), ConfigKey.TEXT_MAP, description, ""));
        Optional<Node> found = find(key).filter(value -> !isNull(value));
        if (found.isPresent() && !(found.get() instanceof MappingNode)) {
            document.addProblem(line(found.get()), fullPath(key), "must be " + ConfigKey.TEXT_MAP);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping(found).map(MappingNode::getValue).orElse(List.of())) {
            if (tuple.getKeyNode() instanceof ScalarNode name && tuple.getValueNode() instanceof ScalarNode text) {
                document.markKnown(fullPath(key) + "." + name.getValue());
                texts.put(name.getValue(), text.getValue());
            } else {
                document.addProblem(line(tuple.getKeyNode()), fullPath(key), "must be " + ConfigKey.TEXT_MAP);
            }
        }
        return texts;
    }

    /** A section inside this one; it has no keys when the file does not contain it. */
    public ConfigSection section(String key) {
        document.markKnown(fullPath(key));
        Optional<Node> found = find(key);
        if (found.isPresent() && !(found.get() instanceof MappingNode) && !isNull(found.get())) {
            document.addProblem(line(found.get()), fullPath(key), "must be a section with its own keys");
        }
        return new ConfigSection(document, fullPath(key), mapping(found));
    }

    /** A list of sections, such as several services; empty when the file does not contain it. */
    public List<ConfigSection> sections(String key) {
        document.markKnown(fullPath(key));
        if (document.isCatalogue()) {
            return List.of(new ConfigSection(document, fullPath(key) + "[]", Optional.empty()));
        }
        Optional<Node> found = find(key).filter(value -> !isNull(value));
        if (found.isEmpty()) {
            return List.of();
        } else if (!(found.get() instanceof SequenceNode sequence)) {
            document.addProblem(line(found.get()), fullPath(key), "must be a list (lines starting with \"- \")");
            return List.of();
        } else {
            List<ConfigSection> sections = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                String itemPath = fullPath(key) + "[" + sections.size() + "]";
                document.markKnown(itemPath);
                if (!(item instanceof MappingNode)) {
                    document.addProblem(line(item), itemPath, "must be a section with its own keys");
                }
                sections.add(new ConfigSection(document, itemPath, mapping(Optional.of(item))));
            }
            return sections;
        }
    }

    /**
     * One section, or a list of them, such as a ping to one service or to several. Never empty: it has one section without keys when the
     * file does not contain it.
     */
    List<ConfigSection> sectionOrSections(String key) {
        if (find(key).filter(SequenceNode.class::isInstance).isEmpty()) {
            return List.of(section(key));
        }
        List<ConfigSection> sections = sections(key);
        return sections.isEmpty() ? List.of(new ConfigSection(document, fullPath(key), Optional.empty())) : sections;
    }

    /** Records a mistake that only the component can find, such as two keys that contradict each other. */
    public void addProblem(String key, String message) {
        Optional<Node> place = find(key).or(() -> node.map(Node.class::cast));
        document.addProblem(place.map(ConfigSection::line).orElse(0), fullPath(key), message);
    }

    /** Records a mistake of the section as a whole. */
    public void addProblem(String message) {
        document.addProblem(node.map(ConfigSection::line).orElse(0), path, message);
    }

    /**
     * Records that a valid setting is refused for what it would do. That part alone is off: unlike a mistake it keeps no program from
     * starting.
     */
    public void addRefusal(String key, String message) {
        document.addRefusal(find(key).map(ConfigSection::line).orElse(0), fullPath(key), message);
    }

    /** What the file says there, without a claim to the key: whoever owns it reports its mistakes. */
    Optional<String> peek(String key) {
        return find(key)
                .filter(value -> !isNull(value))
                .filter(ScalarNode.class::isInstance)
                .map(value -> ((ScalarNode) value).getValue());
    }

    /** Like {@link #peek}, of the first item of a list of sections. */
    boolean firstItemHas(String list, String key) {
        return find(list)
                .filter(SequenceNode.class::isInstance)
                .flatMap(items -> ((SequenceNode) items).getValue().stream().findFirst())
                .filter(first -> new ConfigSection(document, path, mapping(Optional.of(first))).has(key))
                .isPresent();
    }

    void reportUnknownKeys(Set<String> knownPaths, Set<String> topSections) {
        node.ifPresent(mapping -> reportUnknownKeys(mapping, path, knownPaths, topSections));
    }

    private void reportUnknownKeys(MappingNode mapping, String prefix, Set<String> known, Set<String> topSections) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            String fullPath = prefix.isEmpty() ? key : prefix + "." + key;
            if (!seen.add(key)) {
                document.addProblem(line(tuple.getKeyNode()), fullPath, "appears twice: remove one of them");
            }
            // The section of another process, which checks it.
            boolean ownedByOtherProcess = prefix.isEmpty()
                    && topSections.contains(key)
                    && known.stream().noneMatch(k -> k.startsWith(key + "."));
            if (!ownedByOtherProcess && !known.contains(fullPath)) {
                document.addProblem(
                        line(tuple.getKeyNode()), fullPath, "unknown key" + ConfigUnits.suggestion(fullPath, known));
            } else if (!ownedByOtherProcess && tuple.getValueNode() instanceof MappingNode inner) {
                reportUnknownKeys(inner, fullPath, known, topSections);
            } else if (!ownedByOtherProcess && tuple.getValueNode() instanceof SequenceNode sequence) {
                reportUnknownInItems(sequence, fullPath, known, topSections);
            }
        }
    }

    private void reportUnknownInItems(
            SequenceNode sequence, String fullPath, Set<String> known, Set<String> topSections) {
        int index = 0;
        for (Node item : sequence.getValue()) {
            String itemPath = fullPath + "[" + index++ + "]";
            if (item instanceof MappingNode inner && known.contains(itemPath)) {
                reportUnknownKeys(inner, itemPath, known, topSections);
            }
        }
    }

    private <T> T value(
            String key,
            String description,
            String defaultText,
            T defaultValue,
            Function<String, Optional<T>> parse,
            String expected) {
        document.addKey(new ConfigKey(fullPath(key), expected, description, defaultText));
        Optional<Node> found = find(key).filter(value -> !isNull(value));
        if (found.isEmpty()) {
            return defaultValue;
        }
        Optional<T> parsed =
                found.get() instanceof ScalarNode scalar ? parse.apply(scalar.getValue()) : Optional.empty();
        if (parsed.isEmpty()) {
            String prefix =
                    found.get() instanceof ScalarNode scalar ? "\"" + scalar.getValue() + "\" is not " : "must be ";
            document.addProblem(line(found.get()), fullPath(key), prefix + expected);
        }
        return parsed.orElse(defaultValue);
    }

    private Optional<Node> find(String key) {
        return node.flatMap(mapping -> mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst());
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getValue().isEmpty() || scalar.getValue().equals("null"));
    }

    private static Optional<MappingNode> mapping(Optional<Node> node) {
        return node.filter(MappingNode.class::isInstance).map(MappingNode.class::cast);
    }

    private static Optional<Path> parsePath(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private String fullPath(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
