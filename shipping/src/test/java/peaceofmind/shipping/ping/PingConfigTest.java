// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigProblem;

final class PingConfigTest {

    @TempDir
    private Path folder;

    private static List<ConfigProblem> problems(String keys) throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "ping: {" + keys + "}");
        PingConfig.readAll(document);
        try {
            document.check(Set.of());
            return document.refusals();
        } catch (ConfigException mistakes) {
            return mistakes.problems();
        }
    }

    @Test
    void withoutTheSectionNothingIsPinged() {
        assertThat(PingConfig.readAll(ConfigDocument.empty())).isEmpty();
    }

    @Test
    void theDefaultsAreThatOfAServiceWithAPeriodOfFiveMinutes() throws Exception {
        PingConfig config = PingConfig.readAll(ConfigDocument.parse("test", "ping: {url: 'https://hc-ping.com/x'}"))
                .getFirst();
        assertThat(config.every()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.grace()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.formOf(URI.create("https://hc-ping.com/x"))).isEqualTo(PingConfig.Form.HEALTHCHECKS);
        assertThat(config.formOf(URI.create("https://k.example/api/push/x"))).isEqualTo(PingConfig.Form.UPTIME_KUMA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "every: 5min|ping.url|set exactly one of url and url_file",
                "url: 'https://hc-ping.com/s3cret', url_file: /x|ping.url|set exactly one of url and url_file",
                "url: hc-ping.com/s3cret|ping.url|is not a URL",
                "url: 'https://hc-ping.com/'|ping.url|is not a URL",
                "url: 'https://user:s3cret@hc-ping.com/x'|ping.url|is not a URL",
                "url: 'https://hc-ping.com:99999/s3cret'|ping.url|is not a URL",
                "url: 'http://kuma.example/api/push/s3cret'|ping.url|without encryption",
                "url: 'https://hc-ping.com/s3cret', every: 29s|ping.every|is not a duration from 30s",
                "url: 'https://hc-ping.com/s3cret', grace: 2h|ping.grace|is not a duration from",
                "url: 'https://hc-ping.com/s3cret', form: cronitor|ping.form|auto, healthchecks or uptime_kuma",
                "url: 'https://hc-ping.com/s3cret', proxy: squid|ping.proxy|is not of the form host:port"
            })
    void aMistakeIsReportedWithoutTheSecret(String keys, String key, String message) throws Exception {
        assertThat(problems(keys)).hasSize(1).first().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo(key);
            assertThat(problem.message()).contains(message).doesNotContain("s3cret");
        });
    }

    @Test
    void theContentOfTheFileIsCheckedToo() throws Exception {
        Path file = Files.writeString(folder.resolve("url"), "http://kuma.example/api/push/s3cret\n");
        assertThat(problems("url_file: " + file)).extracting(ConfigProblem::key).containsExactly("ping.url_file");
        assertThat(problems("allow_insecure: true, url_file: " + file)).isEmpty();
        assertThat(problems("url_file: " + folder.resolve("later"))).isEmpty();
    }

    @Test
    void severalPingsAreAListAndHaveNamesOfTheirOwn() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", """
                ping:
                  - {name: hosted, url: 'https://hc-ping.com/x'}
                  - {name: own, url: 'https://kuma.example/api/push/y', every: 1min}
                """);
        assertThat(PingConfig.readAll(document)).extracting(PingConfig::name).containsExactly("hosted", "own");
        document.check(Set.of());
        ConfigDocument unnamed = ConfigDocument.parse(
                "test", "ping: [{url: 'https://a.example/x'}, {url: 'https://b.example/y', evry: 1h}]");
        PingConfig.readAll(unnamed);
        assertThatThrownBy(() -> unnamed.check(Set.of()))
                .hasMessageContaining("ping[1].name")
                .hasMessageContaining("several pings need names of their own")
                .hasMessageContaining("ping[1].evry")
                .hasMessageContaining("did you mean");
    }

    @Test
    void anEmptyListPingsNobody() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "ping: []");
        assertThat(PingConfig.readAll(document)).isEmpty();
        document.check(Set.of());
    }
}
