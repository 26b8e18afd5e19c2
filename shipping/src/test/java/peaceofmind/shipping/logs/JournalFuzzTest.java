// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.testkit.MutationFuzzer;

/** What programs write to the journal and to log files. */
class JournalFuzzTest {

    @Test
    void aDamagedEntryOfTheJournalIsAnErrorOrAnEntry() throws Exception {
        MutationFuzzer.ofTexts(
                        "journal",
                        "{\"__CURSOR\":\"s=1;i=2\",\"__REALTIME_TIMESTAMP\":\"1732609200000000\",\"_SYSTEMD_UNIT\":\"recorder.service\","
                                + "\"PRIORITY\":\"6\",\"MESSAGE\":\"recording started\",\"SYSLOG_IDENTIFIER\":\"java\"}",
                        "{\"__CURSOR\":\"s=1;i=3\",\"__REALTIME_TIMESTAMP\":\"1732609200000001\",\"MESSAGE\":[104,101,108,108,255],"
                                + "\"PRIORITY\":[\"3\",\"4\"],\"_TRANSPORT\":\"kernel\"}",
                        "{\"__CURSOR\":\"s=1;i=4\",\"__REALTIME_TIMESTAMP\":null,\"MESSAGE\":null}")
                .run(input -> JournalEntry.parse(new String(input, StandardCharsets.UTF_8)), JsonException.class);
    }

    @Test
    void everyLineHasALevelAndALength() throws Exception {
        MutationFuzzer.ofTexts(
                        "log lines",
                        "2026-11-25 08:00:00 WARNING disk",
                        "ts=1 level=debug msg=x",
                        "{\"level\":\"error\",\"msg\":\"x\"}",
                        "<3>kernel: oops")
                .run(input -> {
                    String line = new String(input, StandardCharsets.UTF_8);
                    LogLevels.ofLine(line);
                    LogLevels.ofPriority(line);
                    LokiLimits.truncate(line);
                });
    }
}
