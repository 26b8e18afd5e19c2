// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Uses a script in place of journalctl that has cursors 1 to 9 and then follows. */
final class JournalSourceTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:10Z");

    @TempDir
    private Path folder;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    private static final String FOLLOWING_SCRIPT = """
            #!/bin/sh
            echo "$@" >> "$(dirname "$0")/calls"
            from=0
            for argument in "$@"; do
                case $argument in --cursor=*) from=${argument#*=} ;; esac
            done
            i=$((from > 0 ? from - 1 : 0))
            while [ "$i" -lt 9 ]; do
                i=$((i + 1))
                echo "{\\"__CURSOR\\":\\"$i\\",\\"__REALTIME_TIMESTAMP\\":\\"179560800000000$i\\",\\"PRIORITY\\":\\"4\\",\\"_SYSTEMD_UNIT\\":\\"recorder.service\\",\\"MESSAGE\\":\\"line $i\\"}"
            done
            exec sleep 300
            """;

    @Test
    void entriesAreReadFromTheAcknowledgedCursor() throws Exception {
        JsonObject saved;
        try (JournalSource source = open(script(FOLLOWING_SCRIPT), Optional.empty())) {
            List<LogEntry> first = take(source, 4);
            assertThat(first).extracting(LogEntry::text).containsExactly("line 1", "line 2", "line 3", "line 4");
            assertThat(first.getFirst().labels()).isEqualTo(Map.of("unit", "recorder.service", "level", "warn"));
            assertThat(first.getFirst().nanos()).isEqualTo(1_795_608_000_000_001_000L);
            source.acknowledge();
            take(source, 2);
            saved = source.save();
        }
        try (JournalSource source = open(script(FOLLOWING_SCRIPT), Optional.of(saved))) {
            assertThat(take(source, 5))
                    .extracting(LogEntry::text)
                    .startsWith("line 5")
                    .endsWith("line 9");
        }
        assertThat(Files.readAllLines(folder.resolve("calls")).getFirst())
                .contains("--unit=recorder.service", "--priority=warning", "--follow", "--since=@");
        assertThat(warnings).isEmpty();
    }

    /** journalctl continues with the next entry when the cursor's one no longer exists. */
    @Test
    void theFirstEntryAfterAVacuumedCursorIsRead() throws Exception {
        String vacuumed = FOLLOWING_SCRIPT.replace("i=$((from > 0 ? from - 1 : 0))", "i=6");
        JsonObject saved = Json.object().put("cursor", "4").put("newest", 1).build();
        try (JournalSource source = open(script(vacuumed), Optional.of(saved))) {
            assertThat(take(source, 3)).extracting(LogEntry::text).containsExactly("line 7", "line 8", "line 9");
        }
        assertThat(Files.readAllLines(folder.resolve("calls")).getFirst())
                .contains("--cursor=4")
                .doesNotContain("--after-cursor");
    }

    @Test
    void aMissingJournalIsLoggedOnceAndRetried() throws Exception {
        try (JournalSource source = open(folder.resolve("no-journalctl"), Optional.empty())) {
            await().until(() -> !warnings.isEmpty());
            assertThat(source.next(NOW)).isEmpty();
            Files.move(script(FOLLOWING_SCRIPT), folder.resolve("no-journalctl"));
            assertThat(take(source, 9)).hasSize(9);
        }
        assertThat(warnings).singleElement().asString().contains("no-journalctl");
    }

    @Test
    void aJournalctlThatExitsIsRestartedAtItsLastCursor() throws Exception {
        try (JournalSource source = open(
                script(FOLLOWING_SCRIPT.replace("exec sleep 300", "exit 0").replace("-lt 9", "-lt $((from + 3))")),
                Optional.empty())) {
            assertThat(take(source, 6)).extracting(LogEntry::text).endsWith("line 6");
        }
        assertThat(warnings).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void binaryMessagesAreReadAndGarbageIsCounted() throws Exception {
        Path script = script("""
                #!/bin/sh
                echo 'no json'
                echo '{"__CURSOR":"1","__REALTIME_TIMESTAMP":"1795608000000001","MESSAGE":[104,105,255]}'
                echo '{"__CURSOR":"2","__REALTIME_TIMESTAMP":"1795608000000002","MESSAGE":null}'
                echo '{"__CURSOR":"3","__REALTIME_TIMESTAMP":"60000000","SYSLOG_IDENTIFIER":"kernel","MESSAGE":"clock not set"}'
                exec sleep 300
                """);
        try (JournalSource source = open(script, Optional.empty())) {
            List<LogEntry> entries = take(source, 2);
            assertThat(entries).extracting(LogEntry::text).containsExactly("hi\ufffd", "clock not set");
            assertThat(entries.get(1).nanos()).isEqualTo(entries.get(0).nanos() + 1);
            assertThat(entries.get(1).labels()).containsEntry("unit", "kernel");
            assertThat(source.lost()).isEqualTo(1);
        }
    }

    private JournalSource open(Path command, Optional<JsonObject> saved) {
        JournalConfig config = new JournalConfig(
                command,
                List.of("recorder.service"),
                List.of("recorder.service"),
                Optional.of("warning"),
                Duration.ofHours(1));
        return new JournalSource(config, saved, Clock.system(), warnings::add);
    }

    private static List<LogEntry> take(JournalSource source, int count) {
        List<LogEntry> entries = new ArrayList<>();
        await().until(() -> {
            while (entries.size() < count) {
                Optional<LogEntry> entry = source.next(NOW);
                if (entry.isEmpty()) {
                    return false;
                }
                entries.add(entry.get());
            }
            return true;
        });
        return entries;
    }

    private Path script(String text) throws IOException {
        Path script = Files.createTempFile(
                folder,
                "journalctl",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(script, text);
    }
}
