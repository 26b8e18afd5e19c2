// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** A configuration file as a tree in which single keys can be changed. Other keys stay as they are; comments are lost. */
final class ConfigTree {

    private static final String HEADER = """
            # Written by "peace setup", "peace recorder import" or from a file on the boot partition; other keys are preserved, but not comments.
            # "peace config keys" lists every key with its default, "peace config check" reports every mistake.
            """;

    private final Map<Object, Object> root;

    private ConfigTree(Map<Object, Object> root) {
        this.root = root;
    }

    /** Parses a text that {@code ConfigDocument} has accepted. */
    static ConfigTree parse(String yaml) {
        return new ConfigTree(map(new Load(LoadSettings.builder().build()).loadFromString(yaml)));
    }

    /** The configured recording source, verbatim, or several as in {@link CameraReply}. */
    String recorderSource(String defaultSource) {
        return CameraReply.of(cameras())
                .map(CameraReply::toText)
                .orElseGet(() ->
                        section("recorder").get("source") instanceof String configured ? configured : defaultSource);
    }

    private List<?> cameras() {
        return cameras(section("recorder"));
    }

    private static List<?> cameras(Map<Object, Object> recorder) {
        return recorder.get("cameras") instanceof List<?> cameras ? cameras : List.of();
    }

    private void applySource(String reply) {
        Map<Object, Object> recorder = section("recorder");
        Optional<CameraReply> several = CameraReply.parse(reply);
        boolean unchanged = CameraReply.of(cameras(recorder))
                .filter(current -> current.toText().equals(reply))
                .isPresent();
        if (unchanged) {
            return;
        }
        if (several.isPresent()) {
            recorder.remove("source");
            recorder.put("cameras", several.get().applyTo(cameras(recorder)));
        } else {
            recorder.remove("cameras");
            recorder.put("source", reply);
        }
    }

    /** Writes the options to their keys. */
    void apply(SetupOptions options) {
        Map<Object, Object> device = section("device");
        device.put("name", options.name());
        device.put("customer", options.customer());
        device.put("location", options.location());
        applySource(options.source());
        Map<Object, Object> service = firstService();
        service.put("name", options.serviceName());
        service.put("unit", options.unit());
        Map<Object, Object> agent = section("agent");
        options.heartbeat().ifPresent(file -> {
            service.put("heartbeat", file.toString());
            service.remove("liveness");
            agent.put("heartbeat", file.toString());
        });
        for (Map<Object, Object> reader : List.of(service, agent)) {
            if (options.heartbeatOwner().isEmpty()) {
                reader.remove("heartbeat_owner");
            } else {
                reader.put("heartbeat_owner", options.heartbeatOwner());
            }
        }
        options.database().ifPresent(database -> {
            agent.put("database", database.toString());
            agent.put("storage", String.valueOf(database.getParent()));
        });
        if (options.isPackagedRecorder()) {
            agent.remove("database");
            agent.remove("storage");
        }
    }

    String toYaml() {
        DumpSettings settings =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return HEADER + new Dump(settings).dumpToString(root);
    }

    /** A section to change; created if it is missing. */
    Map<Object, Object> section(String name) {
        Map<Object, Object> section = map(root.get(name));
        root.put(name, section);
        return section;
    }

    /** Like {@link #section}; where it is a list, its first item. Setup manages that one only; others in the file stay as they are. */
    Map<Object, Object> sectionOrFirstItem(String name) {
        if (!(root.get(name) instanceof List<?> items)) {
            return section(name);
        }
        List<Object> changed = new ArrayList<>(items);
        Map<Object, Object> first = changed.isEmpty() ? new LinkedHashMap<>() : map(changed.removeFirst());
        changed.addFirst(first);
        root.put(name, changed);
        return first;
    }

    /** Setup manages the first service only; others in the file stay as they are. */
    private Map<Object, Object> firstService() {
        List<Map<Object, Object>> services = new ArrayList<>(items("watchdog", "services"));
        Map<Object, Object> first = services.isEmpty() ? new LinkedHashMap<>() : services.removeFirst();
        services.addFirst(first);
        section("watchdog").put("services", services);
        return first;
    }

    /** Copies of the items of a list in a section. */
    List<Map<Object, Object>> items(String section, String list) {
        return map(root.get(section)).get(list) instanceof List<?> found
                ? found.stream().map(ConfigTree::map).toList()
                : List.of();
    }

    /** Takes over every section of another tree but one, each as a whole. */
    void replaceSections(ConfigTree other, String except) {
        other.root.forEach((name, section) -> {
            if (!except.equals(name)) {
                root.put(name, section);
            }
        });
    }

    void remove(String section) {
        root.remove(section);
    }

    /** Removes a section; where it is a list of several, its first item. */
    void removeFirstItem(String name) {
        if (root.get(name) instanceof List<?> items && items.size() > 1) {
            root.put(name, List.copyOf(items.subList(1, items.size())));
        } else {
            remove(name);
        }
    }

    static Map<Object, Object> map(@Nullable Object node) {
        return node instanceof Map<?, ?> found ? new LinkedHashMap<>(found) : new LinkedHashMap<>();
    }
}
