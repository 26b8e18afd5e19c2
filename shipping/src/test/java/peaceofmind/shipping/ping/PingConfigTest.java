// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import static org.assertj.core.api.Assertions.assertThat;

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
        PingConfig.read(document);
        try {
            document.check(Set.of());
            return document.refusals();
        } catch (ConfigException mistakes) {
            return mistakes.problems();
        }
    }

    @Test
    void withoutTheSectionNothingIsPinged() {
        assertThat(PingConfig.read(ConfigDocument.empty()).isEnabled()).isFalse();
    }

    @Test
    void theDefaultsAreThatOfAServiceWithAPeriodOfFiveMinutes() throws Exception {
        PingConfig config = PingConfig.read(ConfigDocument.parse("test", "ping: {url: 'https://hc-ping.com/x'}"));
        assertThat(config.isEnabled()).isTrue();
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
}
