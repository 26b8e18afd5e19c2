// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LogLevelsTest {

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
