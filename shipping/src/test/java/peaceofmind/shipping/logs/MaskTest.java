// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MaskTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "login password=hunter2 ok|login password=*** ok",
                "{\"password\": \"hunter 2\", \"a\": 1}|{\"password\": ***\", \"a\": 1}",
                "rtsp://admin:s3cr3t@10.0.0.5/stream|rtsp://admin:***@10.0.0.5/stream",
                "Authorization: Bearer abcdefgh12345|Authorization: ***",
                "authorization: Basic dXNlcjpwdw==|authorization: ***",
                "sent Bearer abcdefgh12345|sent Bearer ***",
                "api_key=1 access-key: 2 TOKEN=3|api_key=*** access-key: *** TOKEN=***",
                "https://host/path?token=abc&x=1|https://host/path?token=***&x=1",
                "the password was wrong|the password was wrong",
                "12:30:01 INFO http://host:80/a@b done|12:30:01 INFO http://host:80/a@b done"
            })
    void secretsAreHidden(String line, String masked) {
        assertThat(new Mask(List.of()).apply(line)).isEqualTo(masked);
    }

    @Test
    void configuredPatternsHideTheirGroupOrTheWholeMatch() {
        Mask mask = new Mask(List.of(Pattern.compile("member (\\d+)"), Pattern.compile("[A-Z]{2}\\d{8}")));
        assertThat(mask.apply("member 4711 has AT12345678")).isEqualTo("member *** has ***");
    }

    @Test
    void levelsAreFoundInPrioritiesAndWords() {
        assertThat(LogLevels.ofLine("2026-11-25 08:00:00 WARNING disk")).isEqualTo("warn");
        assertThat(LogLevels.ofLine("[ERROR] no camera")).isEqualTo("error");
        assertThat(LogLevels.ofLine("ts=1 level=debug msg=x")).isEqualTo("debug");
        assertThat(LogLevels.ofLine("an error was avoided")).isEqualTo("unknown");
        assertThat(LogLevels.ofPriority("3")).contains("error");
        assertThat(LogLevels.ofPriority("9")).isEmpty();
    }

    @Test
    void anOverlongLineIsTruncatedWithANote() {
        String truncated = LokiLimits.truncate("ü".repeat(200_000));
        assertThat(truncated.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(256 * 1024);
        assertThat(truncated).endsWith("more bytes]").doesNotContain("\ufffd");
        assertThat(LokiLimits.truncate("x".repeat(256 * 1024))).hasSize(256 * 1024);
    }
}
