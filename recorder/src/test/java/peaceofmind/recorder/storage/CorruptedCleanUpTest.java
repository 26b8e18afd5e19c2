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

class CorruptedCleanUpTest {

    private static final CorruptedCleanUp.Retention RETENTION =
            new CorruptedCleanUp.Retention(Duration.ofDays(30), 3000);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final FakeFinisher finisher = new FakeFinisher();
    private VideoStore store;

    @BeforeEach
    void open() throws Exception {
        store = VideoStore.open(new StorageFolders(folder), clock).store();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatCannotBePlayedIsRemovedAfterAMonth() throws Exception {
        Video old = addCorrupted();
        clock.advance(Duration.ofDays(29));
        assertThat(cleanUp()).isEmpty();
        Video recent = addCorrupted();
        clock.advance(Duration.ofDays(2));
        assertThat(cleanUp()).containsExactly("removed " + old.fileName() + ", which cannot be played");
        assertThat(store.all()).containsExactly(recent);
        assertThat(old.path()).doesNotExist();
    }

    @Test
    void theOldestAreRemovedWhenAllTogetherAreTooLarge() throws Exception {
        List<Video> videos = List.of(addCorrupted(), addCorrupted(), addCorrupted(), addCorrupted());
        assertThat(cleanUp()).hasSize(2);
        assertThat(store.all()).isEqualTo(videos.subList(2, 4));
    }

    @Test
    void oneThatCanBePlayedAfterAllIsUploadedInsteadOfRemoved() throws Exception {
        Video video = addCorrupted();
        Files.writeString(video.path(), "good ".repeat(300));
        clock.advance(Duration.ofDays(31));
        assertThat(cleanUp()).containsExactly(video.fileName() + " can be played after all and is pending");
        Video pending = store.all(VideoStatus.PENDING).getFirst();
        assertThat(pending.path()).exists();
    }

    @Test
    void oneThatCannotBeCheckedNowIsKept() throws Exception {
        Video video = addCorrupted();
        clock.advance(Duration.ofDays(31));
        finisher.probeError = Optional.of("there is no ffprobe here");
        assertThat(cleanUp()).isEmpty();
        assertThat(video.path()).exists();
    }

    @Test
    void pendingAndFailedVideosAreNeverRemoved() throws Exception {
        TestVideoStores.addPending(folder, store, clock);
        TestVideoStores.addPending(folder, store, clock);
        TestVideoStores.markFailed(store, store.all().getFirst(), "no network");
        clock.advance(Duration.ofDays(4000));
        assertThat(cleanUp()).isEmpty();
        assertThat(store.all()).hasSize(2);
    }

    private Video addCorrupted() throws Exception {
        TestVideoStores.addCorrupted(folder, store, clock);
        return store.all(VideoStatus.CORRUPTED).getLast();
    }

    private List<String> cleanUp() throws Exception {
        return new CorruptedCleanUp(store, finisher, RETENTION, clock).run();
    }
}
