// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.recorder.RecorderConfig;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.takeover.ImportItem.Kind;
import peaceofmind.recorder.takeover.ImportItem.Result;
import peaceofmind.testkit.FakeClock;

class TakeoverTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<ImportItem> items = new ArrayList<>();
    private ExistingInstallation existing = new ExistingInstallation(Path.of("/"));

    @BeforeEach
    void createBothRecorders() throws Exception {
        existing = ExistingInstallation.create(folder.resolve("raspberry-pi-video-recorder"));
        Files.createDirectories(ours());
    }

    private Path ours() {
        return folder.resolve("ours");
    }

    private Takeover.Settings run(ImportMode mode) throws Exception {
        return run(mode, "1MB");
    }

    private Takeover.Settings run(ImportMode mode, String reserve) throws Exception {
        items.clear();
        ConfigDocument document = ConfigDocument.parse(
                "test",
                "recorder: {storage: " + ours() + ", refuse_below_free: " + reserve
                        + ", stop_below_free: 0, warn_below_free: 100000GB}");
        RecorderConfig config = RecorderConfig.read(document);
        document.check(Set.of("recorder"));
        return new Takeover(config, mode, clock, items::add).run(existing.project());
    }

    /** What became of each item, by its name. */
    private Map<String, Result> results() {
        Map<String, Result> results = new TreeMap<>();
        items.forEach(
                item -> assertThat(results.put(item.name(), item.result())).isNull());
        return results;
    }

    private String detail(String name) {
        return items.stream()
                .filter(item -> item.name().equals(name))
                .map(ImportItem::detail)
                .findFirst()
                .orElseThrow();
    }

    /** Our videos as {@code NAME STATUS FOLDER}, as our recorder has them after its start. */
    private List<String> videosHere() throws Exception {
        try (VideoStore store =
                VideoStore.open(new StorageFolders(ours()), clock).store()) {
            List<String> videos = new ArrayList<>();
            for (Video video : store.all()) {
                assertThat(video.path()).exists();
                videos.add(video.fileName() + " " + video.status().columnValue() + " "
                        + ours().relativize(video.path()).getParent());
            }
            return videos;
        }
    }

    private List<String> query(String sql) throws Exception {
        List<String> found = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + new StorageFolders(ours()).database());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static List<String> tree(Path root) throws Exception {
        try (Stream<Path> entries = Files.walk(root)) {
            return entries.filter(entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(entry -> root.relativize(entry).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyVideoIsTakenOverWithItsRowAndStatus() throws Exception {
        existing.addVideo("recording_1.mp4", "completed", "one");
        existing.addVideo("recording_2.mp4", "pending", "two!!");
        existing.addVideo("recording_3.mp4", "failed", "three!!");
        existing.addVideo("recording_4.mp4", "corrupted", "four!!!!!");
        existing.addVideo("recording_5.mp4", "in_progress", "five!!!!!!!");
        List<String> before = tree(existing.project());

        run(ImportMode.COPY);

        assertThat(items).hasSize(5).allMatch(item -> item.result() == Result.TAKEN_OVER && item.kind() == Kind.ROW);
        assertThat(videosHere())
                .containsExactly(
                        "recording_1.mp4 completed uploaded",
                        "recording_2.mp4 pending pending",
                        "recording_3.mp4 failed failed",
                        "recording_4.mp4 corrupted corrupted",
                        "recording_5.mp4 pending pending");
        assertThat(ours().resolve("uploaded/recording_1.mp4")).hasContent("one");
        assertThat(query("SELECT created_at || duration_seconds || youtube_url FROM videos LIMIT 1"))
                .containsExactly("2026-11-23T21:35:58.154115600https://youtu.be/recording_1.mp4");
        assertThat(query("SELECT original FROM imported_videos WHERE item = 'row:recording_5.mp4'"))
                .singleElement()
                .asString()
                .contains("\"status\":\"in_progress\"", "\"filepath\":\"temp_videos/pending/recording_5.mp4\"");
        assertThat(tree(existing.project())).isEqualTo(before);
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "one");
        existing.addFile("pending/recording_1_123.mp4", "one");
        existing.addFile("failed/alone.mp4", "alone");
        for (ImportMode mode : List.of(ImportMode.COPY, ImportMode.LINK, ImportMode.COPY)) {
            run(mode);
        }
        assertThat(results().values()).hasSize(3).containsOnly(Result.ALREADY_HERE);
        assertThat(videosHere()).containsExactly("recording_1.mp4 pending pending", "alone.mp4 failed failed");
    }

    @Test
    void whatTheExistingRecorderDidSinceIsTakenOverToo() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "one");
        run(ImportMode.COPY);
        existing.execute("UPDATE videos SET status = 'completed', youtube_url = 'https://youtu.be/new'");
        existing.addVideo("recording_2.mp4", "pending", "two!!");

        run(ImportMode.COPY);

        assertThat(results())
                .containsOnly(
                        Map.entry("recording_1.mp4", Result.UPDATED), Map.entry("recording_2.mp4", Result.TAKEN_OVER));
        assertThat(videosHere())
                .containsExactly("recording_1.mp4 completed uploaded", "recording_2.mp4 pending pending");
        assertThat(query("SELECT youtube_url FROM videos WHERE id = 1")).containsExactly("https://youtu.be/new");
    }

    @Test
    void whatOurRecorderHasUploadedStaysUploaded() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "one");
        run(ImportMode.COPY);
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + new StorageFolders(ours()).database());
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE videos SET status = 'completed'");
        }
        existing.execute("UPDATE videos SET status = 'failed', upload_attempts = 3");
        run(ImportMode.COPY);
        assertThat(results()).containsOnly(Map.entry("recording_1.mp4", Result.ALREADY_HERE));
        assertThat(videosHere()).containsExactly("recording_1.mp4 completed uploaded");
    }

    @Test
    void aVideoThatWasRemovedHereSinceDoesNotComeBack() throws Exception {
        existing.addVideo("recording_1.mp4", "completed", "one");
        run(ImportMode.COPY);
        Files.delete(ours().resolve("uploaded/recording_1.mp4"));
        run(ImportMode.COPY);
        assertThat(results()).containsOnly(Map.entry("recording_1.mp4", Result.ALREADY_HERE));
        assertThat(detail("recording_1.mp4")).contains("removed here since");
        assertThat(ours().resolve("uploaded/recording_1.mp4")).doesNotExist();
        assertThat(query("SELECT youtube_url FROM videos WHERE status = 'completed'"))
                .as("its row stays")
                .hasSize(1);
    }

    @Test
    void aFileThatIsMissingHereIsTakenOverAgain() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "one");
        run(ImportMode.COPY);
        Files.delete(ours().resolve("pending/recording_1.mp4"));
        run(ImportMode.COPY);
        assertThat(results()).containsOnly(Map.entry("recording_1.mp4", Result.UPDATED));
        assertThat(videosHere()).containsExactly("recording_1.mp4 pending pending");
    }

    @Test
    void rowsWithoutAFileAreArchivedAndReportedUnlessTheyWereUploaded() throws Exception {
        existing.addRow("uploaded.mp4", "completed", 5);
        existing.addRow("lost.mp4", "pending", 7);
        run(ImportMode.COPY);
        assertThat(results())
                .containsOnly(
                        Map.entry("uploaded.mp4", Result.ROW_ARCHIVED), Map.entry("lost.mp4", Result.NOT_TAKEN_OVER));
        assertThat(query("SELECT filename || ' ' || status || ' ' || created_at FROM videos"))
                .as("it says where the video can be watched")
                .singleElement()
                .asString()
                .startsWith("uploaded.mp4 completed 2026-11-23");
        assertThat(query("SELECT item FROM imported_videos ORDER BY item"))
                .containsExactly("row:lost.mp4", "row:uploaded.mp4");

        existing.addFile("pending/lost.mp4", "found!!");
        run(ImportMode.COPY);
        assertThat(results()).containsEntry("lost.mp4", Result.TAKEN_OVER);
    }

    @Test
    void theFilesThatTheExistingRecorderLeavesInPendingAreNotUploadedAgain() throws Exception {
        // It records to the first file, copies that one to the second, and never removes the first.
        existing.addFile("pending/recording_2026-11-23_212558_123.mp4", "the recording");
        existing.addVideo("recording_2026-11-23_213558.mp4", "completed", "the recording");
        existing.addFile("pending/recording_2026-11-24_080000_001.mp4", "its row is gone");
        run(ImportMode.COPY);
        assertThat(results())
                .containsEntry("pending/recording_2026-11-23_212558_123.mp4", Result.SECOND_COPY)
                .containsEntry("pending/recording_2026-11-24_080000_001.mp4", Result.TAKEN_OVER);
        assertThat(videosHere())
                .containsExactly(
                        "recording_2026-11-23_213558.mp4 completed uploaded",
                        "recording_2026-11-24_080000_001.mp4 failed failed");
        assertThat(query("SELECT upload_error FROM videos WHERE status = 'failed' AND upload_attempts = 0"))
                .singleElement()
                .asString()
                .contains("peace videos upload recording_2026-11-24_080000_001.mp4");
    }

    @Test
    void aFileOfExactlyItsSizeIsTheVideoOfARowWithoutOne() throws Exception {
        existing.addRow("recording_1.mp4", "pending", 13);
        existing.addFile("pending/recording_0_123.mp4", "the recording");
        run(ImportMode.COPY);
        assertThat(results()).containsOnly(Map.entry("recording_1.mp4", Result.TAKEN_OVER));
        assertThat(detail("recording_1.mp4")).contains("its file was pending/recording_0_123.mp4");
        assertThat(videosHere()).containsExactly("recording_1.mp4 pending pending");
    }

    @Test
    void filesInEveryFolderAreAccountedFor() throws Exception {
        existing.addFile("uploaded/one.mp4", "one");
        existing.addFile("corrupted/two.mp4", "two!!");
        existing.addFile("elsewhere/deep/three.MKV", "three!!");
        existing.addFile("pending/notes.txt", "notes");
        existing.addFile("pending/.write_test", "");
        existing.addFile("pending/empty.mp4", "");
        run(ImportMode.COPY);
        assertThat(results())
                .containsOnly(
                        Map.entry("uploaded/one.mp4", Result.TAKEN_OVER),
                        Map.entry("corrupted/two.mp4", Result.TAKEN_OVER),
                        Map.entry("elsewhere/deep/three.MKV", Result.TAKEN_OVER),
                        Map.entry("pending/notes.txt", Result.NOT_NEEDED),
                        Map.entry("pending/.write_test", Result.NOT_NEEDED),
                        Map.entry("pending/empty.mp4", Result.NOT_NEEDED));
        assertThat(videosHere())
                .containsExactly(
                        "two.mp4 corrupted corrupted", "three.MKV failed failed", "one.mp4 completed uploaded");
    }

    @Test
    void namesAndPathsOfARowCannotLeadOutOfTheFolder() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.mp4"), "secret!");
        existing.addRow("../../secret.mp4", "temp_videos/../../secret.mp4", "pending", 7);
        existing.addRow("b.mp4", secret.toString(), "pending", 7);
        existing.addRow("c.mp4", "temp_videos/../../secret.mp4", "pending", 7);
        existing.addRow(".d.mp4.part", "pending", 7);
        existing.addRow("e\u001b[2J\n.mp4", "pending", 8);
        existing.execute("INSERT INTO videos (filename, filepath, created_at, updated_at, status)"
                + " VALUES (x'00ff', 'x', '', '', 7)");
        run(ImportMode.COPY);
        assertThat(items).hasSize(6).allMatch(item -> item.result() == Result.NOT_TAKEN_OVER);
        assertThat(items).allSatisfy(item -> assertThat(item.name()).doesNotContain("\u001b", "\n"));
        assertThat(tree(ours())).noneMatch(path -> path.contains("mp4"));
        assertThat(query("SELECT COUNT(*) FROM imported_videos")).containsExactly("6");
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.mp4"), "secret!");
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("video.mp4"), "video");
        Files.createSymbolicLink(existing.storage().resolve("pending/linked.mp4"), secret);
        Files.delete(existing.storage().resolve("failed"));
        Files.createSymbolicLink(existing.storage().resolve("failed"), outside);
        existing.addRow("linked.mp4", "pending", 7);
        for (ImportMode mode : ImportMode.values()) {
            run(mode);
            assertThat(results())
                    .containsOnly(
                            Map.entry("linked.mp4", Result.NOT_TAKEN_OVER),
                            Map.entry("pending/linked.mp4", Result.NOT_TAKEN_OVER),
                            Map.entry("failed", Result.NOT_TAKEN_OVER));
        }
        assertThat(videosHere()).isEmpty();
    }

    @Test
    void anotherVideoOfTheSameNameIsNotOverwritten() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "theirs");
        Path own = ours().resolve("uploaded/recording_1.mp4");
        Files.createDirectories(own.getParent());
        Files.writeString(own, "ours!!");
        run(ImportMode.COPY);
        assertThat(own).hasContent("ours!!");
        assertThat(ours().resolve("pending/recording_1-2.mp4")).hasContent("theirs");
        run(ImportMode.COPY);
        assertThat(results()).containsOnly(Map.entry("recording_1.mp4", Result.ALREADY_HERE));
    }

    @Test
    void linkedFilesNeedNoSpaceAndMovedOnesAreGone() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "one");
        existing.addFile("pending/recording_1_123.mp4", "one");
        existing.addFile("pending/notes.txt", "notes");
        run(ImportMode.LINK, "50000GB");
        assertThat(Files.isSameFile(
                        ours().resolve("pending/recording_1.mp4"),
                        existing.storage().resolve("pending/recording_1.mp4")))
                .isTrue();
        run(ImportMode.MOVE, "50000GB");
        assertThat(tree(existing.storage())).containsExactly("pending/notes.txt", "video_metadata.db");
        run(ImportMode.MOVE, "50000GB");
        assertThat(results())
                .containsOnly(
                        Map.entry("recording_1.mp4", Result.ALREADY_HERE),
                        Map.entry("pending/notes.txt", Result.NOT_NEEDED));
        assertThat(videosHere()).containsExactly("recording_1.mp4 pending pending");
    }

    @Test
    void withoutSpaceForAllOfItNothingIsCopied() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "one");
        assertThatThrownBy(() -> run(ImportMode.COPY, "50000GB"))
                .isInstanceOf(TakeoverException.class)
                .hasMessageContainingAll("50000.0 GB must stay free", "--files move");
        assertThat(items).isEmpty();
        assertThat(videosHere()).isEmpty();
    }

    @Test
    void whatAnInterruptedRunLeftIsCompleted() throws Exception {
        existing.addVideo("recording_3.mp4", "completed", "three!!");
        run(ImportMode.LINK);
        existing.addVideo("recording_1.mp4", "pending", "one");
        existing.addVideo("recording_2.mp4", "pending", "two!!");
        // Killed while it copied the first, before it wrote the row of the second, and before it removed the original
        // of the third.
        Files.writeString(ours().resolve("pending/.recording_1.mp4.part"), "o");
        Files.writeString(ours().resolve("pending/recording_2.mp4"), "two!!");

        run(ImportMode.MOVE);

        assertThat(results())
                .containsOnly(
                        Map.entry("recording_1.mp4", Result.TAKEN_OVER),
                        Map.entry("recording_2.mp4", Result.TAKEN_OVER),
                        Map.entry("recording_3.mp4", Result.ALREADY_HERE));
        assertThat(videosHere()).hasSize(3);
        assertThat(tree(existing.storage())).containsExactly("video_metadata.db");
        assertThat(tree(ours()))
                .contains("pending/recording_1.mp4", "pending/recording_2.mp4", "uploaded/recording_3.mp4")
                .noneMatch(path -> path.endsWith(".part"));
    }

    @Test
    void aProgramThatHasTheDatabaseOpenIsNamed() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "one");
        try (Connection connection = existing.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            assertThatThrownBy(() -> run(ImportMode.COPY))
                    .isInstanceOf(TakeoverException.class)
                    .hasMessageContainingAll(
                            "Stop it first",
                            "process " + ProcessHandle.current().pid());
        }
        assertThat(items).isEmpty();
        run(ImportMode.COPY);
        assertThat(results()).containsOnly(Map.entry("recording_1.mp4", Result.TAKEN_OVER));
    }

    @Test
    void ourOwnRecorderMustNotRunEither() throws Exception {
        try (FileChannel lock = FileChannel.open(
                ours().resolve("recorder.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(lock.lock().isValid()).isTrue();
            assertThatThrownBy(() -> run(ImportMode.COPY))
                    .isInstanceOf(TakeoverException.class)
                    .hasMessageContaining("sudo systemctl stop recorder");
        }
    }

    @Test
    void aDamagedDatabaseIsReportedAndItsVideosCanBeTakenOverWithoutIt() throws Exception {
        existing.addVideo("recording_1.mp4", "pending", "one");
        Files.writeString(
                existing.database(), "not a database, but at least as long as a header of one, so that it is read");
        assertThatThrownBy(() -> run(ImportMode.COPY))
                .isInstanceOf(TakeoverException.class)
                .hasMessageContainingAll("is damaged", "Move it out");
        Files.move(existing.database(), folder.resolve("damaged.db"));
        run(ImportMode.COPY);
        assertThat(results()).containsOnly(Map.entry("pending/recording_1.mp4", Result.TAKEN_OVER));
        assertThat(videosHere()).containsExactly("recording_1.mp4 failed failed");
    }

    @Test
    void rowsThatAreOnlyInTheJournalOfACrashedRecorderAreRead() throws Exception {
        existing.execute("PRAGMA journal_mode = WAL");
        try (Connection connection = existing.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO videos (filename, filepath, created_at, updated_at, status)"
                    + " VALUES ('recording_1.mp4', 'x', '', '', 'pending')");
            Path saved = Files.createDirectories(folder.resolve("crashed"));
            for (String suffix : List.of("", "-wal")) {
                Files.copy(
                        existing.storage().resolve("video_metadata.db" + suffix),
                        saved.resolve("video_metadata.db" + suffix));
            }
        }
        for (String suffix : List.of("", "-wal")) {
            Files.copy(
                    folder.resolve("crashed/video_metadata.db" + suffix),
                    existing.storage().resolve("video_metadata.db" + suffix),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        existing.addFile("pending/recording_1.mp4", "one");
        run(ImportMode.COPY);
        assertThat(results()).containsOnly(Map.entry("recording_1.mp4", Result.TAKEN_OVER));
        assertThat(existing.storage().resolve("video_metadata.db-wal")).isNotEmptyFile();
    }

    @Test
    void aFolderThatIsNoneAndOurOwnFolderAreRefused() throws Exception {
        assertThatThrownBy(() -> new Takeover(
                                RecorderConfig.read(ConfigDocument.empty()), ImportMode.COPY, clock, items::add)
                        .run(folder.resolve("nothing")))
                .hasMessageContaining("does not exist");
        existing.addProjectFile("config/settings.py", "STORAGE_BASE_PATH = Path(\"" + ours() + "\")\n");
        assertThatThrownBy(() -> run(ImportMode.COPY)).hasMessageContaining("nothing to take over");
    }
}
