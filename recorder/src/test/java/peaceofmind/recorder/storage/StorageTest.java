// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
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
        store = VideoStore.open(folders, clock).store();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRecordingBecomesOneFileAndOnePendingRow() throws Exception {
        Path rawFile = newRawFile(GOOD);
        assertThat(ingest().ingest(rawFile)).contains("60 s");
        assertThat(rawFile).doesNotExist();
        Video video = onlyVideo();
        assertThat(video.status()).isEqualTo(VideoStatus.PENDING);
        assertThat(video.path()).hasContent(GOOD).hasParent(folders.forStatus(VideoStatus.PENDING));
        assertThat(store.counter(Counter.VIDEOS_RECORDED)).isEqualTo(1);
    }

    @Test
    void anInvalidVideoIsMovedAsideAndMarkedCorrupted() throws Exception {
        ingest().ingest(newRawFile(BAD));
        assertThat(onlyVideo().status()).isEqualTo(VideoStatus.CORRUPTED);
        assertThat(onlyVideo().path()).exists().hasParent(folders.forStatus(VideoStatus.CORRUPTED));
        assertThat(store.counter(Counter.VIDEOS_CORRUPTED)).isEqualTo(1);
    }

    @Test
    void anUnplayableRecordingIsKeptWithARow() throws Exception {
        ingest().ingest(newRawFile(UNPLAYABLE));
        assertThat(onlyVideo().status()).isEqualTo(VideoStatus.CORRUPTED);
        assertThat(onlyVideo().path()).exists().hasExtension("mkv");
    }

    @Test
    void anEmptyRecordingLeavesNothing() throws Exception {
        ingest().ingest(newRawFile("x"));
        assertThat(store.all()).isEmpty();
    }

    @Test
    void aRecordingThatFailsOnAFullDiskIsKeptAndSalvagedLater() throws Exception {
        Path rawFile = newRawFile(GOOD);
        finisher.environmentError = Optional.of("No space left on device");
        assertThatThrownBy(() -> ingest().ingest(rawFile)).hasMessageContaining("No space left");
        assertThat(rawFile).exists();
        assertThat(store.all()).isEmpty();
        finisher.environmentError = Optional.empty();
        assertThat(ingest().salvage(new ActiveRecordings()).lines()).hasSize(1);
        assertThat(onlyVideo().status()).isEqualTo(VideoStatus.PENDING);
    }

    /** All states in which a power cut can leave an ingest, in order. */
    @Test
    void aPowerCutAtAnyPointOfAnIngestLeavesOneFileAndOneRow() throws Exception {
        for (String crashPoint : List.of("raw", "raw, part", "raw, mp4", "raw, mp4, row", "mp4, row")) {
            Path rawFile = newRawFile(GOOD);
            String name = rawFile.getFileName().toString().replace(".mkv", ".mp4");
            Path video = folders.forStatus(VideoStatus.PENDING).resolve(name);
            if (crashPoint.contains("part")) {
                Files.writeString(video.resolveSibling("." + name + ".part"), "half");
            }
            if (crashPoint.contains("mp4")) {
                Files.writeString(video, GOOD);
            }
            if (crashPoint.contains("row")) {
                store.add(name, VideoStatus.PENDING, finisher.probe(video));
            }
            if (!crashPoint.contains("raw")) {
                Files.delete(rawFile);
            }
            reopen();
            ingest().salvage(new ActiveRecordings());
            assertThat(store.find(name))
                    .as(crashPoint)
                    .hasValueSatisfying(row -> assertThat(row.path()).exists());
            assertThat(videoFiles()).as(crashPoint).containsExactlyElementsOf(rows());
            assertThat(folders.recording()).as(crashPoint).isEmptyDirectory();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(store.all()).hasSize(5);
    }

    /** As above, for an unplayable recording; "raw, row" is the state that an earlier version left. */
    @Test
    void aPowerCutWhileAnUnplayableRecordingIsMovedAsideLosesNothing() throws Exception {
        for (String crashPoint : List.of("raw", "moved", "moved, row", "raw, row")) {
            Path rawFile = newRawFile(UNPLAYABLE);
            String name = rawFile.getFileName().toString();
            Path quarantined = folders.forStatus(VideoStatus.CORRUPTED).resolve(name);
            if (crashPoint.contains("row")) {
                store.add(name, VideoStatus.CORRUPTED, finisher.probe(rawFile));
            }
            if (crashPoint.contains("moved")) {
                Files.move(rawFile, quarantined);
            }
            reopen();
            ingest().salvage(new ActiveRecordings());
            assertThat(quarantined).as(crashPoint).hasContent(UNPLAYABLE);
            assertThat(store.find(name)).as(crashPoint).hasValueSatisfying(row -> {
                assertThat(row.status()).isEqualTo(VideoStatus.CORRUPTED);
                assertThat(row.path()).isEqualTo(quarantined);
            });
            assertThat(videoFiles()).as(crashPoint).containsExactlyElementsOf(rows());
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(store.all()).hasSize(4);
    }

    @Test
    void anUnplayableRecordingStaysUntilItCanBeMovedAside() throws Exception {
        Path rawFile = newRawFile(UNPLAYABLE);
        Path quarantined = folders.forStatus(VideoStatus.CORRUPTED).resolve(rawFile.getFileName());
        Files.createDirectories(quarantined.resolve("in the way"));
        assertThatThrownBy(() -> ingest().ingest(rawFile)).isInstanceOf(StorageException.class);
        ingest().salvage(new ActiveRecordings());
        assertThat(rawFile).hasContent(UNPLAYABLE);
        Files.delete(quarantined.resolve("in the way"));
        Files.delete(quarantined);
        ingest().salvage(new ActiveRecordings());
        assertThat(onlyVideo().path()).isEqualTo(quarantined).hasContent(UNPLAYABLE);
    }

    @Test
    void footageMovedAsideNeverOverwritesOtherFootage() throws Exception {
        Path rawFile = newRawFile(UNPLAYABLE);
        Path other =
                Files.writeString(folders.forStatus(VideoStatus.CORRUPTED).resolve(rawFile.getFileName()), "another");
        assertThatThrownBy(() -> ingest().ingest(rawFile)).hasMessageContaining("another recording");
        assertThat(rawFile).hasContent(UNPLAYABLE);
        assertThat(other).hasContent("another");
    }

    @Test
    void aRowWithoutItsVideoDoesNotDeleteTheRecording() throws Exception {
        for (String file : List.of("no file", "torn file", "no file, reopened", "torn file, reopened")) {
            Path rawFile = newRawFile(GOOD);
            String name = rawFile.getFileName().toString().replace(".mkv", ".mp4");
            ingest().ingest(rawFile);
            Files.writeString(rawFile, GOOD);
            Path video = store.find(name).orElseThrow().path();
            Files.delete(video);
            if (file.contains("torn")) {
                Files.writeString(video, "half of it");
            }
            if (file.contains("reopened")) {
                reopen();
            }
            ingest().salvage(new ActiveRecordings());
            assertThat(store.find(name)).as(file).hasValueSatisfying(row -> {
                assertThat(row.status()).isEqualTo(VideoStatus.PENDING);
                assertThat(row.path()).hasContent(GOOD);
            });
            assertThat(videoFiles()).as(file).containsExactlyElementsOf(rows());
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(store.counter(Counter.VIDEOS_RECORDED)).isEqualTo(4);
    }

    @Test
    void aRecordingThatBecomesPlayableHasOneRow() throws Exception {
        Path rawFile = newRawFile(UNPLAYABLE);
        ingest().ingest(rawFile);
        Files.delete(onlyVideo().path());
        Files.writeString(rawFile, GOOD);
        ingest().salvage(new ActiveRecordings());
        assertThat(onlyVideo().path()).exists().hasExtension("mp4");
        assertThat(onlyVideo().status()).isEqualTo(VideoStatus.PENDING);
    }

    @Test
    void aTruncatedVideoElsewhereDoesNotReplaceTheNewOne() throws Exception {
        Path rawFile = newRawFile(GOOD);
        ingest().ingest(rawFile);
        TestVideoStores.markUploaded(store, onlyVideo());
        Files.writeString(onlyVideo().path(), "half of it");
        Files.writeString(rawFile, GOOD);
        ingest().salvage(new ActiveRecordings());
        assertThat(onlyVideo().status()).isEqualTo(VideoStatus.PENDING);
        assertThat(onlyVideo().path()).hasContent(GOOD);
    }

    @Test
    void aNewRecordingNeverReusesTheNameOfAFileWithoutARow() throws Exception {
        String name = folders.newRecordingPath(clock.now()).getFileName().toString();
        Files.writeString(folders.forStatus(VideoStatus.CORRUPTED).resolve(name), UNPLAYABLE);
        assertThat(folders.newRecordingPath(clock.now()).getFileName()).hasToString(name.replace(".mkv", "-2.mkv"));
    }

    @Test
    void anInterruptedUploadIsPendingAgain() throws Exception {
        ingest().ingest(newRawFile(GOOD));
        TestVideoStores.markUploading(store, onlyVideo());
        RepairReport report = reopen();
        assertThat(onlyVideo().status()).isEqualTo(VideoStatus.PENDING);
        assertThat(report.summary()).contains("is pending again");
        assertThat(onlyVideo().uploadAttempts()).isZero();
    }

    @Test
    void aMisplacedFileIsMovedToWhereItsRowSays() throws Exception {
        ingest().ingest(newRawFile(GOOD));
        Video video = onlyVideo();
        TestVideoStores.markUploaded(store, video);
        Files.move(folders.forStatus(VideoStatus.COMPLETED).resolve(video.fileName()), video.path());
        reopen();
        assertThat(onlyVideo().path()).exists().hasParent(folders.forStatus(VideoStatus.COMPLETED));
        assertThat(videoFiles()).containsExactlyElementsOf(rows());
    }

    @Test
    void aFileWithoutARowGetsOne() throws Exception {
        Files.writeString(folders.forStatus(VideoStatus.PENDING).resolve("old.mp4"), GOOD);
        Files.writeString(folders.forStatus(VideoStatus.PENDING).resolve("broken.mp4"), BAD);
        Files.writeString(folders.forStatus(VideoStatus.COMPLETED).resolve("watched.mp4"), GOOD);
        reopen();
        assertThat(store.find("old.mp4").map(Video::status)).contains(VideoStatus.PENDING);
        assertThat(store.find("broken.mp4").map(Video::status)).contains(VideoStatus.CORRUPTED);
        assertThat(store.find("watched.mp4").map(Video::status)).contains(VideoStatus.COMPLETED);
        assertThat(videoFiles()).containsExactlyInAnyOrderElementsOf(rows());
    }

    @Test
    void aRowWithoutItsFileIsMarkedFailedAndNeverForgotten() throws Exception {
        ingest().ingest(newRawFile(GOOD));
        Files.delete(onlyVideo().path());
        RepairReport report = reopen();
        assertThat(onlyVideo().status()).isEqualTo(VideoStatus.FAILED);
        assertThat(report.summary()).contains("is missing");
    }

    @Test
    void aDamagedDatabaseIsSetAsideAndRebuiltFromTheFolders() throws Exception {
        ingest().ingest(newRawFile(GOOD));
        String name = onlyVideo().fileName();
        store.close();
        Files.writeString(folders.database(), "this is not a database ".repeat(500));
        Files.deleteIfExists(folder.resolve("storage/video_metadata.db-wal"));
        RepairReport report = reopen();
        assertThat(report.summary()).contains("damaged", "video_metadata.db.corrupt-0", "is rebuilt");
        assertThat(store.find(name).map(Video::status)).contains(VideoStatus.PENDING);
    }

    @Test
    void aDatabaseDamagedWhileItIsOpenIsReplacedAndRebuiltWithoutARestart() throws Exception {
        for (String damage : List.of("overwritten", "emptied", "removed")) {
            ingest().ingest(newRawFile(GOOD));
            repairAll();
            List<String> names = store.all().stream().map(Video::fileName).toList();
            for (String suffix : List.of("", "-wal", "-shm")) {
                Path file = folder.resolve("storage/video_metadata.db" + suffix);
                switch (damage) {
                    case "overwritten" -> TestVideoStores.overwrite(file);
                    case "removed" -> Files.delete(file);
                    case "emptied" -> {
                        // Truncated while it is mapped into memory, the index of the log would crash every program.
                        if (!suffix.equals("-shm")) {
                            Files.write(file, new byte[0]);
                        }
                    }
                    default -> throw new AssertionError(damage);
                }
            }
            clock.advance(Duration.ofMinutes(1));
            assertThat(ingest().ingest(newRawFile(GOOD))).as(damage).contains("60 s");
            assertThat(store.isRepairDue()).as(damage).isTrue();
            assertThat(String.join("; ", repairAll())).as(damage).contains("the database was damaged", "is rebuilt");
            assertThat(store.all().stream().map(Video::fileName))
                    .as(damage)
                    .hasSize(names.size() + 1)
                    .containsAll(names);
            assertThat(videoFiles()).as(damage).containsExactlyInAnyOrderElementsOf(rows());
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void aLockedDatabaseKeepsNobodyFromRecordingAndIsRepairedLater() throws Exception {
        store.close();
        Path orphan = Files.writeString(folders.forStatus(VideoStatus.PENDING).resolve("old.mp4"), GOOD);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folders.database());
                Statement lock = other.createStatement()) {
            lock.execute("PRAGMA locking_mode = EXCLUSIVE");
            lock.execute("BEGIN EXCLUSIVE");
            VideoStore.OpenedStore opened = VideoStore.open(folders, clock);
            store = opened.store();
            assertThat(opened.report().summary()).contains("recording without the database for now");
            Path rawFile = newRawFile(GOOD);
            assertThatThrownBy(() -> ingest().ingest(rawFile)).isInstanceOf(StorageException.class);
            assertThat(rawFile).exists();
            lock.execute("ROLLBACK");
        }
        assertThat(ingest().salvage(new ActiveRecordings()).failed()).isZero();
        repairAll();
        assertThat(store.find(orphan.getFileName().toString())).isPresent();
        assertThat(store.all()).hasSize(2);
    }

    @Test
    void manyFilesWithoutRowsAreAdoptedInBatches() throws Exception {
        repairAll();
        for (int n = 0; n < 50; n++) {
            Files.writeString(folders.forStatus(VideoStatus.PENDING).resolve("old-" + n + ".mp4"), GOOD);
        }
        store.close();
        store = VideoStore.open(folders, clock).store();
        store.repair(finisher);
        assertThat(store.all()).hasSize(20);
        assertThat(store.isRepairDue()).isTrue();
        repairAll();
        assertThat(store.all()).hasSize(50);
    }

    @Test
    void aRowWithBitErrorsDoesNotPreventOpening() throws Exception {
        ingest().ingest(newRawFile(GOOD));
        ingest().ingest(newRawFile(GOOD));
        List<String> names = store.all().stream().map(Video::fileName).toList();
        executeSql("UPDATE videos SET filepath = 'a' || char(0) WHERE id = 1");
        executeSql("UPDATE videos SET filename = 'a' || char(0) WHERE id = 2");
        assertThat(reopen().summary()).contains("1 row(s) with an invalid file name");
        assertThat(store.all().stream().map(Video::fileName)).containsExactlyInAnyOrderElementsOf(names);
        assertThat(videoFiles()).containsExactlyInAnyOrderElementsOf(rows());
    }

    @Test
    void retentionRemovesOnlyUploadedVideosByAgeAndNumber() throws Exception {
        for (int n = 0; n < 8; n++) {
            ingest().ingest(newRawFile(GOOD));
            clock.advance(Duration.ofDays(1));
        }
        List<Video> all = store.all();
        for (Video video : all.subList(0, 6)) {
            TestVideoStores.markUploaded(store, video);
        }
        RetentionPolicy retention = TestVideoStores.retention(Duration.ofDays(7), 3);
        assertThat(new CleanUp(store, retention, clock).run())
                .containsExactly(
                        all.get(0).fileName(), all.get(1).fileName(), all.get(2).fileName());
        assertThat(store.all()).as("their rows stay").hasSize(8);
        assertThat(store.removable(VideoStatus.COMPLETED)).hasSize(3);
        clock.advance(Duration.ofDays(3650));
        assertThat(new CleanUp(store, retention, clock).run()).hasSize(3);
        assertThat(store.all())
                .as("videos that are not uploaded stay, however old")
                .hasSize(2);
        assertThat(videoFiles()).containsExactlyElementsOf(rows());
        assertThat(store.counter(Counter.VIDEOS_UPLOADED))
                .as("counters never decrease")
                .isEqualTo(6);
    }

    @Test
    void onlyAsManyUploadedVideosAreRemovedAsSpaceIsNeeded() throws Exception {
        for (int n = 0; n < 4; n++) {
            ingest().ingest(newRawFile(GOOD));
            clock.advance(Duration.ofMinutes(1));
        }
        List<Video> all = store.all();
        for (Video video : all.subList(0, 3)) {
            TestVideoStores.markUploaded(store, video);
        }
        FreeSpaceLimits limits = FakeFreeSpace.limits(() -> new FakeFreeSpace.Free(freeWithout(all.size())));
        assertThat(new CleanUp(store, TestVideoStores.retention(Duration.ofDays(7), 20), clock).makeSpace(limits))
                .containsExactly(all.get(0).fileName(), all.get(1).fileName());
        assertThat(store.removable(VideoStatus.COMPLETED)).hasSize(1);
        assertThat(store.count(VideoStatus.PENDING)).isEqualTo(1);
    }

    /** 20 bytes, and 20 more for each of that many videos that was removed. */
    private long freeWithout(int videos) {
        try {
            return 20L + 20L * (videos - videoFiles().size());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void aVideoThatCannotBeRemovedDoesNotPreventRemovingOthers() throws Exception {
        for (int n = 0; n < 3; n++) {
            ingest().ingest(newRawFile(GOOD));
            clock.advance(Duration.ofDays(1));
        }
        for (Video video : store.all()) {
            TestVideoStores.markUploaded(store, video);
        }
        Path stuck = store.all().getFirst().path();
        Files.delete(stuck);
        Files.createDirectories(stuck.resolve("not empty"));
        clock.advance(Duration.ofDays(8));
        assertThatThrownBy(() -> new CleanUp(store, TestVideoStores.retention(Duration.ofDays(7), 20), clock).run())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("2 video(s) removed, 1 could not be removed")
                .hasMessageContaining(stuck.toString());
        assertThat(store.removable(VideoStatus.COMPLETED)).hasSize(1);
    }

    @Test
    void twoRecordingsInTheSameSecondHaveTwoNames() throws Exception {
        Path first = Files.writeString(folders.newRecordingPath(clock.now()), GOOD);
        Path second = Files.writeString(folders.newRecordingPath(clock.now()), GOOD);
        assertThat(second).isNotEqualTo(first);
        ingest().salvage(new ActiveRecordings());
        assertThat(store.all()).hasSize(2);
    }

    private void executeSql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folders.database());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private RepairReport reopen() throws Exception {
        store.close();
        VideoStore.OpenedStore opened = VideoStore.open(folders, clock);
        store = opened.store();
        repairAll();
        return opened.report();
    }

    private List<String> repairAll() throws Exception {
        List<String> repairs = new ArrayList<>();
        for (int n = 0; store.isRepairDue() && n < 100; n++) {
            repairs.addAll(store.repair(finisher));
        }
        assertThat(store.isRepairDue()).isFalse();
        return repairs;
    }

    private Path newRawFile(String content) throws Exception {
        return Files.writeString(folders.newRecordingPath(clock.now()), content);
    }

    private Ingest ingest() {
        return new Ingest(store, finisher);
    }

    private Video onlyVideo() throws StorageException {
        assertThat(store.all()).hasSize(1);
        return store.all().getFirst();
    }

    private List<String> rows() throws StorageException {
        return store.all().stream().map(video -> video.path().toString()).toList();
    }

    private List<String> videoFiles() throws IOException {
        try (var found = Files.walk(folders.root())) {
            return found.filter(path -> path.toString().matches(".*[.](mp4|mkv|part)"))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }
}
