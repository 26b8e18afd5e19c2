// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.foundation.config.ConfigDocument;

/** What the pages about liveness, actuators and lights show can be copied into a configuration as it is. */
class DocumentedConfigTest {

    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n((?:watchdog|recorder):.*?)^```");

    @Test
    void everyExampleOfAServiceIsAValidConfiguration() throws IOException {
        Path docs = Path.of("../docs");
        List<Path> pages = new ArrayList<>(
                List.of(docs.resolve("liveness.md"), docs.resolve("actuators.md"), docs.resolve("lights.md")));
        try (Stream<Path> examples = Files.list(docs.resolve("examples"))) {
            examples.forEach(pages::add);
        }
        int checked = 0;
        for (Path page : pages) {
            Matcher yaml = YAML.matcher(Files.readString(page));
            while (yaml.find()) {
                String text = yaml.group(1);
                assertThatCode(() -> ConfigReview.check(ConfigDocument.parse(page.toString(), text), true))
                        .as("peace config check --elsewhere: " + page)
                        .doesNotThrowAnyException();
                checked++;
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(11);
    }
}
