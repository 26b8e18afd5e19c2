// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigKey;

final class ConfigReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void theKeysOfListsAndMapsAreListedToo() {
        assertThat(ConfigReference.keys())
                .extracting(ConfigKey::path)
                .doesNotHaveDuplicates()
                .contains(
                        "watchdog.services[].unit",
                        "watchdog.services[].logs",
                        "ship.metrics[].url",
                        "ship.metrics[].password_file",
                        "ship.logs[].journal.units",
                        "scrape.targets[].labels",
                        "scrape.targets[].relabel[].source_labels",
                        "scrape.targets[].limits.bytes",
                        "alerts.webhooks[].url_file",
                        "agent.expires");
    }

    @Test
    void theKeysOfOneSectionAreTogether() {
        List<String> sections = ConfigReference.keys().stream()
                .map(key -> key.path().substring(0, key.path().indexOf('.')))
                .toList();
        for (int i = 1; i < sections.size(); i++) {
            if (!sections.get(i).equals(sections.get(i - 1))) {
                assertThat(sections.subList(0, i)).doesNotContain(sections.get(i));
            }
        }
    }

    @Test
    void thePageInDocsIsTheOneThatIsMadeNow() {
        assertThat(PAGE)
                .as("renew it with ./peace config keys --markdown > docs/configuration.md")
                .hasContent(ConfigReference.toMarkdown());
    }
}
