// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;

/** Rows of videos that have no file any more. */
class VideoHistoryTest {

    private static final String GOOD = "good ".repeat(300);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
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
    void theRowOfAnUploadedVideoOutlastsItsFileWhoeverRemovesThat() throws Exception {
        for (int n = 0; n < 3; n++) {
            recordVideo();
            clock.advance(Duration.ofDays(1));
        }
        List<Video> all = store.all();
        for (Video video : all) {
            TestVideoStores.markUploaded(store, video, "https://youtu.be/" + video.id());
        }
        Files.delete(folders.forStatus(VideoStatus.COMPLETED).resolve(all.get(0).fileName()));
        assertThat(store.deleteUploaded(all.get(1).fileName())).isEmpty();
        assertThat(reopen().summary()).contains("1 video(s), no repairs needed");
        assertThat(new CleanUp(store, TestVideoStores.retention(Duration.ofDays(7), 0), clock).run())
                .as("what has no file is not removed again")
                .containsExactly(all.get(2).fileName());
        assertThat(store.page(Optional.of(VideoStatus.COMPLETED), 10, 0).stream()
                        .map(VideoDetails::url))
                .containsExactly(
                        Optional.of("https://youtu.be/1"),
                        Optional.of("https://youtu.be/2"),
                        Optional.of("https://youtu.be/3"));
        clock.advance(Duration.ofDays(365).minusHours(36));
        new CleanUp(store, TestVideoStores.retention(Duration.ofDays(7), 0), clock).run();
        assertThat(store.all().stream().map(Video::fileName))
                .as("older than what is kept of the history")
                .containsExactly(all.get(2).fileName());
    }

    @Test
    void aVideoWhoseFileIsLostCanBeRemovedFromTheList() throws Exception {
        recordVideo();
        Video lost = onlyVideo();
        assertThat(store.deleteUploaded(lost.fileName())).isPresent();
        Path elsewhere =
                Files.move(lost.path(), folders.forStatus(VideoStatus.CORRUPTED).resolve(lost.fileName()));
        assertThat(store.deleteUploaded(lost.fileName()))
                .as("it is only in another folder")
                .isPresent();
        Files.delete(elsewhere);
        reopen();
        assertThat(onlyVideo().status()).isEqualTo(VideoStatus.FAILED);
        assertThat(store.deleteUploaded(lost.fileName())).isEmpty();
        assertThat(store.all()).isEmpty();
    }

    @Test
    void aRowWithAFileIsNeverRemovedHoweverOld() throws Exception {
        recordVideo();
        TestVideoStores.markUploaded(store, onlyVideo());
        clock.advance(Duration.ofDays(3650));
        new CleanUp(store, TestVideoStores.retention(Duration.ofDays(3650).multipliedBy(2), 5), clock).run();
        assertThat(onlyVideo().path()).exists();
    }

    @Test
    void aNewRecordingUnderTheNameOfARemovedOneDoesNotInheritItsAddress() throws Exception {
        Path rawFile = folders.newRecordingPath(clock.now());
        recordVideo();
        TestVideoStores.markUploaded(store, onlyVideo(), "https://youtu.be/old");
        Files.delete(onlyVideo().path());
        // The clock of a device without a battery starts in the past.
        new Ingest(store, new FakeFinisher()).ingest(Files.writeString(rawFile, GOOD));
        assertThat(store.page(Optional.empty(), 10, 0)).singleElement().satisfies(details -> {
            assertThat(details.video().status()).isEqualTo(VideoStatus.PENDING);
            assertThat(details.url()).isEmpty();
        });
    }

    private void recordVideo() throws Exception {
        new Ingest(store, new FakeFinisher()).ingest(Files.writeString(folders.newRecordingPath(clock.now()), GOOD));
    }

    private Video onlyVideo() throws StorageException {
        assertThat(store.all()).hasSize(1);
        return store.all().getFirst();
    }

    private RepairReport reopen() throws Exception {
        store.close();
        VideoStore.OpenedStore opened = VideoStore.open(folders, clock);
        store = opened.store();
        TestVideoStores.repair(store);
        return opened.report();
    }
}
