// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;

/** Finishing needs a second copy; a disk without space for it must not keep a recording from being uploaded. */
class FullDiskIngestTest {

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
    void aRecordingThatTheDiskHasNoSpaceToCopyIsPendingAsItIs() throws Exception {
        Path rawFile = Files.writeString(folders.newRecordingPath(clock.now()), GOOD);
        assertThat(new Ingest(store, new FakeFinisher(), _ -> false).ingest(rawFile))
                .contains("as it is: there is no space for a copy");
        assertThat(rawFile).doesNotExist();
        Video video = store.all(VideoStatus.PENDING).getFirst();
        assertThat(video.fileName()).isEqualTo(rawFile.getFileName().toString());
        assertThat(video.path()).hasContent(GOOD);
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void oneThatCannotBePlayedAsItIsWaitsForSpace() throws Exception {
        Path rawFile = Files.writeString(folders.newRecordingPath(clock.now()), "bad ".repeat(300));
        assertThatThrownBy(() -> new Ingest(store, new FakeFinisher(), _ -> false).ingest(rawFile))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("kept until there is space");
        assertThat(rawFile).exists();
    }

    @Test
    void uploadedVideosMakeSpaceForTheCopyAndOthersDoNot() throws Exception {
        Ingest ingest = new Ingest(store, new FakeFinisher());
        for (int n = 0; n < 3; n++) {
            ingest.ingest(Files.writeString(folders.newRecordingPath(clock.now()), GOOD));
        }
        List<Video> videos = store.all();
        TestVideoStores.markUploaded(store, videos.get(0));
        TestVideoStores.markUploaded(store, videos.get(1));
        long[] free = {300};
        FreeSpaceLimits limits = new FreeSpaceLimits(() -> free[0] += 100, 0, 0, 200);
        CleanUp cleanUp = new CleanUp(store, TestVideoStores.retention(Duration.ofDays(7), 20), clock);
        assertThat(cleanUp.makeSpaceFor(limits, 100)).isTrue();
        assertThat(store.count(VideoStatus.COMPLETED))
                .as("it fits without removing one")
                .isEqualTo(2);
        assertThat(cleanUp.makeSpaceFor(limits, 300)).isTrue();
        assertThat(store.removable(VideoStatus.COMPLETED)).hasSize(1);
        assertThat(cleanUp.makeSpaceFor(limits, 5000)).isFalse();
        assertThat(store.removable(VideoStatus.COMPLETED)).isEmpty();
        assertThat(videos.get(2).path()).exists();
    }
}
