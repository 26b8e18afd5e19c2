// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;

/** Our database has the existing recorder's schema, {@code contracts/db_schema.sql}. */
class SchemaTest {

    private static final String GOOD = "good ".repeat(300);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final FakeFinisher finisher = new FakeFinisher();

    @Test
    void columnsTypesDefaultsAndConstraintsAreThoseOfTheExistingRecorder() throws Exception {
        Path existing = folder.resolve("existing.db");
        createExistingDatabase(existing);
        Path ours = folder.resolve("ours.db");
        try (Database created = new Database(ours)) {
            created.query(row -> row.getInt(1), "SELECT COUNT(*) FROM videos");
        }
        assertThat(rows(ours, "PRAGMA table_info(videos)"))
                .hasSize(14)
                .isEqualTo(rows(existing, "PRAGMA table_info(videos)"));
        // The statements that SQLite stores include AUTOINCREMENT, UNIQUE and CHECKs, which no PRAGMA shows.
        String statements = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'videos' ORDER BY name";
        assertThat(rows(ours, statements)).hasSize(4).isEqualTo(rows(existing, statements));
    }

    @Test
    void theExistingRecordersDatabaseIsReadAndExtended() throws Exception {
        StorageFolders folders = new StorageFolders(folder.resolve("storage"));
        folders.create();
        createExistingDatabase(folders.database());
        execute(
                folders.database(),
                "INSERT INTO videos (filename, filepath, created_at, updated_at, status)"
                        + " VALUES ('recording_1.mp4', '/opt/old/recording_1.mp4', '2026-11-23T21:35:58.154115',"
                        + " '2026-11-23T21:35:58.154115', 'pending')");
        Files.writeString(folders.forStatus(VideoStatus.PENDING).resolve("recording_1.mp4"), GOOD);
        try (VideoStore store = VideoStore.open(folders, clock).store()) {
            Video video = store.find("recording_1.mp4").orElseThrow();
            assertThat(video.createdAt()).isPresent();
            assertThat(video.path()).exists();
            assertThat(video.status()).isEqualTo(VideoStatus.PENDING);
            assertThat(store.counter(Counter.RESTARTS)).isZero();
            new Ingest(store, finisher).ingest(Files.writeString(folders.newRecordingPath(clock.now()), GOOD));
            TestVideoStores.markUploaded(store, video);
            assertThat(store.all().stream().map(Video::status))
                    .containsExactly(VideoStatus.COMPLETED, VideoStatus.PENDING);
        }
        assertThat(rows(folders.database(), "SELECT id, upload_attempts, youtube_url, quality FROM videos"))
                .containsExactly("1|0|null|valid", "2|0|null|valid");
    }

    private static void createExistingDatabase(Path database) throws IOException, SQLException {
        try (InputStream contract =
                Objects.requireNonNull(SchemaTest.class.getResourceAsStream("/contracts/db_schema.sql"))) {
            for (String statement : new String(contract.readAllBytes(), StandardCharsets.UTF_8).split(";", -1)) {
                // SQLite creates that table automatically, and rejects an explicit CREATE TABLE.
                if (!statement.isBlank() && !statement.contains("sqlite_sequence")) {
                    execute(database, statement);
                }
            }
        }
    }

    private static void execute(Path database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row on one line, with normalized whitespace. */
    private static List<String> rows(Path database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    cells.add(String.valueOf(rows.getString(column))
                            .replaceAll("\\s+", " ")
                            .strip());
                }
                found.add(String.join("|", cells));
            }
            return found;
        }
    }
}
