// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** Beside a recorder that writes in SQLite's default mode, as the existing one in Python does. */
class DatabaseCollectorTest {

    private static final int VIDEOS = 200;

    /** sqlite.org/fileformat2.html, section 3. */
    private static final byte[] JOURNAL_MAGIC = HexFormat.of().parseHex("d9d505f920a163d7");

    @TempDir
    private Path folder;

    private Path database;
    private DatabaseCollector collector;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = folder.resolve("video_metadata.db");
        collector = new DatabaseCollector(database, Clock.system());
        try (Connection writer = open()) {
            execute(writer, "CREATE TABLE videos (filename TEXT, created_at TEXT, status TEXT)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "TRUNCATE", "PERSIST"})
    void noWriteEverWaitsForAReadAndEachReadIsConsistent(String mode) throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        List<SQLException> failures = new ArrayList<>();
        Thread writes = Thread.ofPlatform().start(() -> {
            try (Connection writer = open()) {
                execute(writer, "PRAGMA journal_mode = " + mode);
                // Whoever meets a lock fails at once.
                execute(writer, "PRAGMA busy_timeout = 0");
                for (int video = 0; video < VIDEOS; video++) {
                    execute(
                            writer,
                            "INSERT INTO videos VALUES ('a', '2026-11-01T10:00:00', 'pending'),"
                                    + " ('b', '2026-11-01T10:00:00', 'completed')");
                }
            } catch (SQLException failure) {
                failures.add(failure);
            } finally {
                written.set(true);
            }
        });
        while (!written.get()) {
            try {
                List<Family> families = collector.collect().families();
                // Two rows a transaction, one of each kind.
                assertThat(videos(families, "pending")).isEqualTo(videos(families, "completed"));
            } catch (IOException busy) {
                assertThat(busy).hasMessageContaining("a transaction is being written");
            }
        }
        writes.join();

        assertThat(failures).isEmpty();
        assertThat(videos(collector.collect().families(), "completed")).isEqualTo(VIDEOS);
    }

    @Test
    void aTransactionThatIsBeingWrittenIsNotReadAndWhatWasReadBeforeItStays() throws Exception {
        try (Connection writer = open()) {
            execute(writer, "INSERT INTO videos VALUES ('a', '2026-11-01T10:00:00', 'completed')");
        }
        assertThat(videos(collector.collect().families(), "completed")).isEqualTo(1);

        // As a writer leaves it that was killed in the middle: from the first page of the database that it writes on.
        Path journal = Files.write(folder.resolve("video_metadata.db-journal"), JOURNAL_MAGIC);
        assertThat(videos(collector.collect().families(), "completed")).isEqualTo(1);
        assertThatThrownBy(() -> new DatabaseCollector(database, Clock.system()).collect())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("or was interrupted");

        Files.delete(journal);
        assertThat(videos(
                        new DatabaseCollector(database, Clock.system())
                                .collect()
                                .families(),
                        "completed"))
                .isEqualTo(1);
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double videos(List<Family> families, String status) {
        return families.stream()
                .filter(family -> family.name().equals("recorder_videos_total"))
                .flatMap(family -> family.samples().stream())
                .filter(sample -> status.equals(sample.labels().get("status")))
                .mapToDouble(Sample::value)
                .sum();
    }
}
