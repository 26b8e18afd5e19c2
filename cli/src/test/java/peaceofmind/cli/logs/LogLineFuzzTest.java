// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.logs;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import peaceofmind.testkit.MutationFuzzer;

/** What programs write into their log files. */
class LogLineFuzzTest {

    @Test
    void everyLineIsALine() throws Exception {
        MutationFuzzer.ofTexts(
                        "lines of a log file",
                        "2026-11-24 11:47:48 WARNING message",
                        "2026-11-24 11:47:48,123 - ERROR - message",
                        "    at a stack trace")
                .run(input -> LogLine.parse(new String(input, StandardCharsets.UTF_8), ZoneId.of("Europe/Vienna"))
                        .message());
    }
}
