package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;

class StorageTest {

    private static final String GOOD = "good ".repeat(300);
    private static final String BAD = "bad ".repeat(300);
    private static final String UNPLAYABLE = "nothing ".repeat(300);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final FakeFinisher finisher = new FakeFinisher();
    private VideoStore store;
    private StorageFolders folders;

    @BeforeEach
    void open() throws Exception {
        folders = new StorageFolders(folder.resolve("storage"));
        store = VideoStore.open(folders, finisher, clock).store();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRecordingBecomesOneFileAndOneRowThatIsPending() throws Exception {
        Path raw = raw(GOOD);
        assertThat(ingest().ingest(raw)).contains("60 s");
        assertThat(raw).doesNotExist();
        Video video = only();
        assertThat(video.status()).isEqualTo(VideoStatus.PENDING);
        assertThat(video.path()).hasContent(GOOD).hasParent(folders.of(VideoStatus.PENDING));
        assertThat(store.counter(Counter.VIDEOS_RECORDED)).isEqualTo(1);
    }

    @Test
    void aBadVideoIsKeptAsideWithARowThatSaysWhy() throws Exception {
        ingest().ingest(raw(BAD));
        assertThat(only().status()).isEqualTo(VideoStatus.CORRUPTED);
        assertThat(only().path()).exists().hasParent(folders.of(VideoStatus.CORRUPTED));
        assertThat(store.counter(Counter.VIDEOS_CORRUPTED)).isEqualTo(1);
    }

    @Test
    void aRecordingThatNobodyCanPlayIsKeptWithARow() throws Exception {
        ingest().ingest(raw(UNPLAYABLE));
        assertThat(only().status()).isEqualTo(VideoStatus.CORRUPTED);
        assertThat(only().path()).exists().hasExtension("mkv");
    }

    @Test
    void aRecordingThatHeldNothingYetLeavesNothing() throws Exception {
        ingest().ingest(raw("x"));
        assertThat(store.all()).isEmpty();
    }

    @Test
    void whatIsHinderedByAFullDiskStaysAndIsSalvagedLater() throws Exception {
        Path raw = raw(GOOD);
        finisher.hindrance = Optional.of("No space left on device");
        assertThatThrownBy(() -> ingest().ingest(raw)).hasMessageContaining("No space left");
        assertThat(raw).exists();
        assertThat(store.all()).isEmpty();
        finisher.hindrance = Optional.empty();
        assertThat(ingest().salvage()).hasSize(1);
        assertThat(only().status()).isEqualTo(VideoStatus.PENDING);
    }

    /** The states in which a power cut can leave an ingest, in the order in which it passes through them. */
    @Test
    void wherEverThePowerGoesDuringAnIngestThereIsOneFileAndOneRowAfterwards() throws Exception {
        for (String crash : List.of("raw", "raw, part", "raw, mp4", "raw, mp4, row", "mp4, row")) {
            Path raw = raw(GOOD);
            String name = raw.getFileName().toString().replace(".mkv", ".mp4");
            Path video = folders.of(VideoStatus.PENDING).resolve(name);
            if (crash.contains("part")) {
                Files.writeString(video.resolveSibling("." + name + ".part"), "half");
            }
            if (crash.contains("mp4")) {
                Files.writeString(video, GOOD);
            }
            if (crash.contains("row")) {
                store.add(name, VideoStatus.PENDING, finisher.probe(video));
            }
            if (!crash.contains("raw")) {
                Files.delete(raw);
            }
            reopen();
            ingest().salvage();
            assertThat(store.find(name))
                    .as(crash)
                    .hasValueSatisfying(row -> assertThat(row.path()).exists());
            assertThat(filesBelow()).as(crash).containsExactlyElementsOf(rows());
            assertThat(folders.recording()).as(crash).isEmptyDirectory();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(store.all()).hasSize(5);
    }

    /** As above, for what nobody can play; "raw, row" is how an earlier version left it. */
    @Test
    void wherEverThePowerGoesWhileARecordingThatNobodyCanPlayIsKeptItIsKeptWithOneRow() throws Exception {
        for (String crash : List.of("raw", "kept", "kept, row", "raw, row")) {
            Path raw = raw(UNPLAYABLE);
            String name = raw.getFileName().toString();
            Path kept = folders.of(VideoStatus.CORRUPTED).resolve(name);
            if (crash.contains("row")) {
                store.add(name, VideoStatus.CORRUPTED, finisher.probe(raw));
            }
            if (crash.contains("kept")) {
                Files.move(raw, kept);
            }
            reopen();
            ingest().salvage();
            assertThat(kept).as(crash).hasContent(UNPLAYABLE);
            assertThat(store.find(name)).as(crash).hasValueSatisfying(row -> {
                assertThat(row.status()).isEqualTo(VideoStatus.CORRUPTED);
                assertThat(row.path()).isEqualTo(kept);
            });
            assertThat(filesBelow()).as(crash).containsExactlyElementsOf(rows());
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(store.all()).hasSize(4);
    }

    @Test
    void aRecordingThatCannotBeKeptAsideStaysWhereItIsUntilItCan() throws Exception {
        Path raw = raw(UNPLAYABLE);
        Path kept = folders.of(VideoStatus.CORRUPTED).resolve(raw.getFileName());
        Files.createDirectories(kept.resolve("in the way"));
        assertThatThrownBy(() -> ingest().ingest(raw)).isInstanceOf(StorageException.class);
        ingest().salvage();
        assertThat(raw).hasContent(UNPLAYABLE);
        Files.delete(kept.resolve("in the way"));
        Files.delete(kept);
        ingest().salvage();
        assertThat(only().path()).isEqualTo(kept).hasContent(UNPLAYABLE);
    }

    @Test
    void keptFootageNeverTakesThePlaceOfAnother() throws Exception {
        Path raw = raw(UNPLAYABLE);
        Path other = Files.writeString(folders.of(VideoStatus.CORRUPTED).resolve(raw.getFileName()), "another");
        assertThatThrownBy(() -> ingest().ingest(raw)).hasMessageContaining("another recording");
        assertThat(raw).hasContent(UNPLAYABLE);
        assertThat(other).hasContent("another");
    }

    @Test
    void aRowWhoseVideoIsGoneDoesNotDeleteTheRecording() throws Exception {
        for (String file : List.of("no file", "torn file", "no file, reopened", "torn file, reopened")) {
            Path raw = raw(GOOD);
            String name = raw.getFileName().toString().replace(".mkv", ".mp4");
            ingest().ingest(raw);
            Files.writeString(raw, GOOD);
            Path video = store.find(name).orElseThrow().path();
            Files.delete(video);
            if (file.contains("torn")) {
                Files.writeString(video, "half of it");
            }
            if (file.contains("reopened")) {
                reopen();
            }
            ingest().salvage();
            assertThat(store.find(name)).as(file).hasValueSatisfying(row -> {
                assertThat(row.status()).isEqualTo(VideoStatus.PENDING);
                assertThat(row.path()).hasContent(GOOD);
            });
            assertThat(filesBelow()).as(file).containsExactlyElementsOf(rows());
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(store.counter(Counter.VIDEOS_RECORDED)).isEqualTo(4);
    }

    @Test
    void aRecordingThatCouldNotBePlayedAndNowCanIsOneRow() throws Exception {
        Path raw = raw(UNPLAYABLE);
        ingest().ingest(raw);
        Files.delete(only().path());
        Files.writeString(raw, GOOD);
        ingest().salvage();
        assertThat(only().path()).exists().hasExtension("mp4");
        assertThat(only().status()).isEqualTo(VideoStatus.PENDING);
    }

    @Test
    void aTornVideoElsewhereDoesNotTakeThePlaceOfTheNewOne() throws Exception {
        Path raw = raw(GOOD);
        ingest().ingest(raw);
        store.markUploaded(only());
        Files.writeString(only().path(), "half of it");
        Files.writeString(raw, GOOD);
        ingest().salvage();
        assertThat(only().status()).isEqualTo(VideoStatus.PENDING);
        assertThat(only().path()).hasContent(GOOD);
    }

    @Test
    void aNewRecordingNeverHasTheNameOfAFileWithoutARow() throws Exception {
        String name = store.newRecording().getFileName().toString();
        Files.writeString(folders.of(VideoStatus.CORRUPTED).resolve(name), UNPLAYABLE);
        assertThat(store.newRecording().getFileName()).hasToString(name.replace(".mkv", "-2.mkv"));
    }

    @Test
    void anUploadThatWasCutOffIsPendingAgain() throws Exception {
        ingest().ingest(raw(GOOD));
        store.markUploading(only());
        RepairReport report = reopen();
        assertThat(only().status()).isEqualTo(VideoStatus.PENDING);
        assertThat(report.words()).contains("is pending again");
        assertThat(only().uploadAttempts()).isZero();
    }

    @Test
    void aFileThatIsNotWhereItsRowSaysIsMovedThere() throws Exception {
        ingest().ingest(raw(GOOD));
        Video video = only();
        store.markUploaded(video);
        Files.move(folders.of(VideoStatus.COMPLETED).resolve(video.fileName()), video.path());
        reopen();
        assertThat(only().path()).exists().hasParent(folders.of(VideoStatus.COMPLETED));
        assertThat(filesBelow()).containsExactlyElementsOf(rows());
    }

    @Test
    void aFileWithoutARowGetsOne() throws Exception {
        Files.writeString(folders.of(VideoStatus.PENDING).resolve("old.mp4"), GOOD);
        Files.writeString(folders.of(VideoStatus.PENDING).resolve("broken.mp4"), BAD);
        Files.writeString(folders.of(VideoStatus.COMPLETED).resolve("seen.mp4"), GOOD);
        reopen();
        assertThat(store.find("old.mp4").map(Video::status)).contains(VideoStatus.PENDING);
        assertThat(store.find("broken.mp4").map(Video::status)).contains(VideoStatus.CORRUPTED);
        assertThat(store.find("seen.mp4").map(Video::status)).contains(VideoStatus.COMPLETED);
        assertThat(filesBelow()).containsExactlyInAnyOrderElementsOf(rows());
    }

    @Test
    void aRowWithoutItsFileIsFailedAndSaysSoNeverForgotten() throws Exception {
        ingest().ingest(raw(GOOD));
        Files.delete(only().path());
        RepairReport report = reopen();
        assertThat(only().status()).isEqualTo(VideoStatus.FAILED);
        assertThat(report.words()).contains("is gone");
    }

    @Test
    void aDamagedDatabaseIsSetAsideAndMadeAnewFromTheFolders() throws Exception {
        ingest().ingest(raw(GOOD));
        String name = only().fileName();
        store.close();
        Files.writeString(folders.database(), "this is no database at all ".repeat(500));
        Files.deleteIfExists(folder.resolve("storage/video_metadata.db-wal"));
        RepairReport report = reopen();
        assertThat(report.words()).contains("damaged", "video_metadata.db.corrupt-0");
        assertThat(store.find(name).map(Video::status)).contains(VideoStatus.PENDING);
    }

    @Test
    void aRowThatLostBitsDoesNotKeepTheStorageShut() throws Exception {
        ingest().ingest(raw(GOOD));
        ingest().ingest(raw(GOOD));
        List<String> names = store.all().stream().map(Video::fileName).toList();
        database("UPDATE videos SET filepath = 'a' || char(0) WHERE id = 1");
        database("UPDATE videos SET filename = 'a' || char(0) WHERE id = 2");
        assertThat(reopen().words()).contains("1 row(s) had a file name that is none");
        assertThat(store.all().stream().map(Video::fileName)).containsExactlyInAnyOrderElementsOf(names);
        assertThat(filesBelow()).containsExactlyInAnyOrderElementsOf(rows());
    }

    @Test
    void retentionRemovesUploadedOnesByAgeAndNumberAndNothingElse() throws Exception {
        for (int n = 0; n < 8; n++) {
            ingest().ingest(raw(GOOD));
            clock.advance(Duration.ofDays(1));
        }
        List<Video> all = store.all();
        for (Video video : all.subList(0, 6)) {
            store.markUploaded(video);
        }
        RetentionPolicy retention = new RetentionPolicy(Duration.ofDays(7), 3);
        assertThat(new CleanUp(store, retention, clock).run())
                .containsExactly(
                        all.get(0).fileName(), all.get(1).fileName(), all.get(2).fileName());
        clock.advance(Duration.ofDays(3650));
        assertThat(new CleanUp(store, retention, clock).run()).hasSize(3);
        assertThat(store.all()).as("what was not uploaded stays, however old").hasSize(2);
        assertThat(filesBelow()).containsExactlyElementsOf(rows());
        assertThat(store.counter(Counter.VIDEOS_UPLOADED)).as("a true counter").isEqualTo(6);
    }

    @Test
    void aVideoThatCannotBeRemovedKeepsNoOtherOne() throws Exception {
        for (int n = 0; n < 3; n++) {
            ingest().ingest(raw(GOOD));
            clock.advance(Duration.ofDays(1));
        }
        for (Video video : store.all()) {
            store.markUploaded(video);
        }
        Path stuck = store.all().getFirst().path();
        Files.delete(stuck);
        Files.createDirectories(stuck.resolve("not empty"));
        clock.advance(Duration.ofDays(8));
        assertThatThrownBy(() -> new CleanUp(store, new RetentionPolicy(Duration.ofDays(7), 20), clock).run())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("2 video(s) were removed, and 1 could not be")
                .hasMessageContaining(stuck.toString());
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void twoRecordingsInTheSameSecondHaveTwoNames() throws Exception {
        Path first = Files.writeString(store.newRecording(), GOOD);
        Path second = Files.writeString(store.newRecording(), GOOD);
        assertThat(second).isNotEqualTo(first);
        ingest().salvage();
        assertThat(store.all()).hasSize(2);
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> VideoStore.open(new StorageFolders(file.resolve("below")), finisher, clock))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.resolve("below").toString());
    }

    private void database(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folders.database());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private RepairReport reopen() throws Exception {
        store.close();
        VideoStore.Opened opened = VideoStore.open(folders, finisher, clock);
        store = opened.store();
        return opened.report();
    }

    private Path raw(String content) throws Exception {
        return Files.writeString(store.newRecording(), content);
    }

    private Ingest ingest() {
        return new Ingest(store, finisher);
    }

    private Video only() throws StorageException {
        assertThat(store.all()).hasSize(1);
        return store.all().getFirst();
    }

    private List<String> rows() throws StorageException {
        return store.all().stream().map(video -> video.path().toString()).toList();
    }

    private List<String> filesBelow() throws IOException {
        try (var found = Files.walk(folders.root())) {
            return found.filter(path -> path.toString().matches(".*[.](mp4|mkv|part)"))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }
}
