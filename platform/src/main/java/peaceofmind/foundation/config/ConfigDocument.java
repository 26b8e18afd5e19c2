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
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A configuration file (YAML 1.2). Components take their sections and ask for keys; every mistake is collected, and {@link
 * #check} reports all of them at once, with line, key and a suggestion.
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

    /** A document without any key: everything has its default. */
    public static ConfigDocument empty() {
        return new ConfigDocument("defaults", Optional.empty());
    }

    /** Reads a file that must be there. */
    public static ConfigDocument read(Path file) throws ConfigException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw failure(file.toString(), 0, "larger than 1 MiB: that is no configuration");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw failure(file.toString(), 0, "there is no such file");
        } catch (AccessDeniedException denied) {
            throw failure(file.toString(), 0, "may not be read by this user");
        } catch (MalformedInputException notUtf8) {
            throw failure(file.toString(), 0, "is not UTF-8 text");
        } catch (IOException problem) {
            throw failure(file.toString(), 0, "cannot be read: " + problem);
        }
    }

    /**
     * Reads a document from a text.
     *
     * @param name how messages call the document, such as its path
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
            throw failure(name, 1, "sections such as \"recorder:\" were expected at the top");
        } catch (MarkedYamlEngineException problem) {
            int line = problem.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            throw failure(name, line, "not valid YAML: " + problem.getProblem());
        } catch (YamlEngineException problem) {
            throw failure(name, 0, "not valid YAML: " + problem.getMessage());
        } catch (StackOverflowError tooDeep) {
            // The library descends once per level and has no limit of its own.
            throw failure(name, 0, "nested too deeply: that is no configuration");
        }
    }

    /** The section of that name at the top; without keys when the file has none. */
    public ConfigSection section(String section) {
        return new ConfigSection(this, "", root).section(section);
    }

    /** The keys that were asked for so far, in that order. */
    public List<ConfigKey> keys() {
        return List.copyOf(keys);
    }

    /**
     * Ends the reading of a configuration.
     *
     * @param sections every section that any component reads: others at the top are mistakes
     * @throws ConfigException when there is any mistake: a bad value, or a key that nobody asked for
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
