// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigKey;

/** Every key of the configuration, as the components read them. */
public final class ConfigReference {

    private static final String INTRODUCTION = """
        # Configuration

        Every key of `/etc/peace/peace.yaml`, with its default. This page is generated from the code that reads them: renew it with
        `./peace config keys --markdown > docs/configuration.md`; a test fails while it is out of date.

        `[]` stands for each item of a list: `watchdog.services[].unit` is the key `unit` of one of the services.

        ```yaml
        watchdog:
          services:
            - name: myapp
              unit: myapp.service
              heartbeat: /run/myapp/heartbeat.json
        ```

        `peace config check` reports every mistake at once: what a process would refuse at its start, and what it would accept although
        it cannot be meant, such as a port that is used twice ([decision 30](decisions/0030-what-a-process-refuses.md)).
        """;

    private ConfigReference() {}

    /** The keys, sections in the order in which they are read. */
    public static List<ConfigKey> keys() {
        ConfigDocument catalogue = ConfigDocument.catalogue();
        TargetDevice.read(catalogue);
        Map<String, List<ConfigKey>> sections = new LinkedHashMap<>();
        for (ConfigKey key : catalogue.keys()) {
            sections.computeIfAbsent(section(key), _ -> new ArrayList<>()).add(key);
        }
        return sections.values().stream().flatMap(List::stream).toList();
    }

    /** The page {@code docs/configuration.md}. */
    public static String toMarkdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        String current = "";
        for (ConfigKey key : keys()) {
            if (!section(key).equals(current)) {
                current = section(key);
                page.append("\n## ")
                        .append(current)
                        .append("\n\n| key | default | accepts | meaning |\n|---|---|---|---|\n");
            }
            page.append("| `").append(key.path()).append("` | ");
            page.append(key.defaultValue().isEmpty() ? "none" : "`" + key.defaultValue() + "`");
            page.append(" | ")
                    .append(cell(accepts(key)))
                    .append(" | ")
                    .append(cell(key.description()))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String section(ConfigKey key) {
        return key.path().substring(0, key.path().indexOf('.'));
    }

    /** Without the examples, which every duration and size would repeat. */
    private static String accepts(ConfigKey key) {
        int examples = key.accepts().indexOf(", such as ");
        return examples < 0 ? key.accepts() : key.accepts().substring(0, examples);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
