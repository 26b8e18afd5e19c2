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
 * A section of the configuration: asks for keys by name, each with its meaning and default. A bad value is recorded in the
 * document and the default returned, so that one reading finds every mistake.
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

    public String text(String key, String meaning, String defaultValue) {
        return value(key, meaning, defaultValue, defaultValue, Optional::of, "a text");
    }

    public Optional<String> optionalText(String key, String meaning) {
        return value(key, meaning, "", Optional.empty(), text -> Optional.of(Optional.of(text)), "a text");
    }

    public Path path(String key, String meaning, Path defaultValue) {
        return value(key, meaning, defaultValue.toString(), defaultValue, ConfigSection::parsePath, "a path");
    }

    public Optional<Path> optionalPath(String key, String meaning) {
        return optionalText(key, meaning).flatMap(text -> {
            Optional<Path> parsed = parsePath(text);
            if (parsed.isEmpty()) {
                problem(key, "\"" + text + "\" is not a path");
            }
            return parsed;
        });
    }

    public boolean bool(String key, String meaning, boolean defaultValue) {
        return value(
                key,
                meaning,
                Boolean.toString(defaultValue),
                defaultValue,
                text -> text.equals("true") || text.equals("false")
                        ? Optional.of(text.equals("true"))
                        : Optional.empty(),
                "true or false");
    }

    public int whole(String key, String meaning, int defaultValue, int min, int max) {
        return value(
                key,
                meaning,
                Integer.toString(defaultValue),
                defaultValue,
                text -> ConfigUnits.parseWhole(text)
                        .filter(v -> v >= min && v <= max)
                        .map(Long::intValue),
                "a whole number from " + min + " to " + max);
    }

    /** A length of time such as {@code 500ms}, {@code 30s}, {@code 10min}, {@code 1h} or {@code 7d}. */
    public Duration duration(String key, String meaning, Duration defaultValue, Duration min, Duration max) {
        return value(
                key,
                meaning,
                ConfigUnits.format(defaultValue),
                defaultValue,
                text -> ConfigUnits.parseDuration(text).filter(v -> v.compareTo(min) >= 0 && v.compareTo(max) <= 0),
                "a time from " + ConfigUnits.format(min) + " to " + ConfigUnits.format(max)
                        + ", such as 500ms, 30s, 10min, 1h or 7d");
    }

    /** A size in bytes such as {@code 500MB}, {@code 5GB} (powers of 1000) or {@code 64MiB} (powers of 1024). */
    public long bytes(String key, String meaning, String defaultValue, long min) {
        return value(
                key,
                meaning,
                defaultValue,
                ConfigUnits.parseBytes(defaultValue).orElseThrow(),
                text -> ConfigUnits.parseBytes(text).filter(v -> v >= min),
                "a size of at least " + min + " bytes, such as 500MB, 5GB or 64MiB");
    }

    /** One of several words, such as the constants of an enum in lower case. */
    public <T> T choice(
            String key, String meaning, String defaultValue, Function<String, Optional<T>> parse, String choices) {
        return value(key, meaning, defaultValue, parse.apply(defaultValue).orElseThrow(), parse, choices);
    }

    /** A list of texts; a single text counts as a list of one. */
    public List<String> texts(String key, String meaning, List<String> defaultValue) {
        document.key(new ConfigKey(join(key), meaning, defaultValue.toString()));
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
                document.problem(line(item), join(key), "must be a list of texts");
            }
        }
        return List.copyOf(texts);
    }

    /** Names with a text each, such as labels, in the order of the file; what the names are is not known here. */
    public Map<String, String> textMap(String key, String meaning) {
        document.key(new ConfigKey(join(key), meaning, ""));
        Optional<Node> found = find(key).filter(value -> !isNull(value));
        if (found.isPresent() && !(found.get() instanceof MappingNode)) {
            document.problem(line(found.get()), join(key), "must be a section of names with a text each");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping(found).map(MappingNode::getValue).orElse(List.of())) {
            if (tuple.getKeyNode() instanceof ScalarNode name && tuple.getValueNode() instanceof ScalarNode text) {
                document.known(join(key) + "." + name.getValue());
                texts.put(name.getValue(), text.getValue());
            } else {
                document.problem(line(tuple.getKeyNode()), join(key), "must be a section of names with a text each");
            }
        }
        return texts;
    }

    /** A section inside this one; without keys when the file has none. */
    public ConfigSection section(String key) {
        document.known(join(key));
        Optional<Node> found = find(key);
        if (found.isPresent() && !(found.get() instanceof MappingNode) && !isNull(found.get())) {
            document.problem(line(found.get()), join(key), "must be a section with keys of its own");
        }
        return new ConfigSection(document, join(key), mapping(found));
    }

    /** A list of sections, such as several services; empty when the file has none. */
    public List<ConfigSection> sections(String key) {
        document.known(join(key));
        Optional<Node> found = find(key).filter(value -> !isNull(value));
        if (found.isEmpty()) {
            return List.of();
        } else if (!(found.get() instanceof SequenceNode sequence)) {
            document.problem(line(found.get()), join(key), "must be a list (lines that begin with \"- \")");
            return List.of();
        } else {
            List<ConfigSection> sections = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                String itemPath = join(key) + "[" + sections.size() + "]";
                document.known(itemPath);
                if (!(item instanceof MappingNode)) {
                    document.problem(line(item), itemPath, "must be a section with keys of its own");
                }
                sections.add(new ConfigSection(document, itemPath, mapping(Optional.of(item))));
            }
            return sections;
        }
    }

    /** Records a mistake that only the component can see, such as two keys that contradict each other. */
    public void problem(String key, String what) {
        document.problem(find(key).map(ConfigSection::line).orElse(0), join(key), what);
    }

    void reportUnknownKeys(Set<String> knownPaths, Set<String> topSections) {
        node.ifPresent(mapping -> reportUnknownKeys(mapping, path, knownPaths, topSections));
    }

    private void reportUnknownKeys(MappingNode mapping, String prefix, Set<String> known, Set<String> topSections) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            String full = prefix.isEmpty() ? key : prefix + "." + key;
            if (!seen.add(key)) {
                document.problem(line(tuple.getKeyNode()), full, "is there twice: remove one of them");
            }
            boolean unread = prefix.isEmpty()
                    && topSections.contains(key)
                    && known.stream().noneMatch(k -> k.startsWith(key + "."));
            // another process's section, which that process checks
            if (!unread && !known.contains(full)) {
                document.problem(line(tuple.getKeyNode()), full, "unknown key" + ConfigUnits.suggestion(full, known));
            } else if (!unread && tuple.getValueNode() instanceof MappingNode inner) {
                reportUnknownKeys(inner, full, known, topSections);
            } else if (!unread && tuple.getValueNode() instanceof SequenceNode sequence) {
                reportUnknownInItems(sequence, full, known, topSections);
            }
        }
    }

    private void reportUnknownInItems(SequenceNode sequence, String full, Set<String> known, Set<String> topSections) {
        int index = 0;
        for (Node item : sequence.getValue()) {
            String itemPath = full + "[" + index++ + "]";
            if (item instanceof MappingNode inner && known.contains(itemPath)) {
                reportUnknownKeys(inner, itemPath, known, topSections);
            }
        }
    }

    private <T> T value(
            String key,
            String meaning,
            String defaultText,
            T defaultValue,
            Function<String, Optional<T>> parse,
            String expected) {
        document.key(new ConfigKey(join(key), meaning, defaultText));
        Optional<Node> found = find(key).filter(value -> !isNull(value));
        if (found.isEmpty()) {
            return defaultValue;
        }
        Optional<T> parsed =
                found.get() instanceof ScalarNode scalar ? parse.apply(scalar.getValue()) : Optional.empty();
        if (parsed.isEmpty()) {
            String written =
                    found.get() instanceof ScalarNode scalar ? "\"" + scalar.getValue() + "\" is not " : "must be ";
            document.problem(line(found.get()), join(key), written + expected);
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

    private String join(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
