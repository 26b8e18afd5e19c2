// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.TestVideoStores;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.testkit.FakeClock;

class VideoCommandsTest {

    private static final JsonObject ALL = Json.object().build();

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private VideoStore store;

    @BeforeEach
    void open() throws Exception {
        store = TestVideoStores.withPending(folder, 3, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void listsTheNewestWithTheirSizes() throws Exception {
        JsonObject response = commands(true).list(Json.object().put("limit", 2).build());
        assertThat(response.integer("total")).contains(3L);
        assertThat(response.items("videos")).hasSize(2);
        assertThat(response.toJson()).contains("\"status\":\"pending\"", "\"bytes\":1500");
    }

    @Test
    void aFailedUploadIsQueuedAgain() throws Exception {
        Video video = store.all().getFirst();
        TestVideoStores.markFailed(store, video, "no network");
        assertThat(commands(true).upload(ALL).text("message").orElse("")).contains(video.fileName());
        Video retried = store.find(video.fileName()).orElseThrow();
        assertThat(retried.status()).isEqualTo(VideoStatus.PENDING);
        assertThat(retried.uploadAttempts()).isZero();
        assertThat(retried.path()).exists();
    }

    @Test
    void aCorruptedVideoIsUploadedOnlyWhenItIsNamed() throws Exception {
        Video video = TestVideoStores.addCorrupted(folder, store, clock);
        assertThat(commands(true).upload(ALL).items("videos")).isEmpty();
        assertThat(store.find(video.fileName()).orElseThrow().status()).isEqualTo(VideoStatus.CORRUPTED);
        JsonObject request = Json.object().put("file", video.fileName()).build();
        assertThat(commands(true).upload(request).items("videos")).hasSize(1);
        Video queued = store.find(video.fileName()).orElseThrow();
        assertThat(queued.status()).isEqualTo(VideoStatus.PENDING);
        assertThat(queued.path()).exists();
    }

    @Test
    void anUnknownVideoIsNamedInTheError() {
        assertThatThrownBy(() -> commands(true)
                        .upload(Json.object().put("file", "none.mp4").build()))
                .hasMessageContaining("none.mp4");
    }

    @Test
    void withoutUploadsTheRequestIsRefused() {
        assertThatThrownBy(() -> commands(false).upload(ALL)).hasMessageContaining("not configured");
    }

    @Test
    void cleaningRemovesOnlyUploadedVideos() throws Exception {
        Video uploaded = store.all().getFirst();
        TestVideoStores.markUploaded(store, uploaded);
        assertThat(commands(true).clean().items("videos")).hasSize(1);
        assertThat(store.find(uploaded.fileName()).orElseThrow().path()).doesNotExist();
        assertThat(store.count(VideoStatus.PENDING)).isEqualTo(2);
    }

    @Test
    void aVideoThatIsKeptIsNeverRemovedAlsoWhenTheDatabaseIsLost() throws Exception {
        Video video = store.all().getFirst();
        TestVideoStores.markUploaded(store, video);
        assertThat(commands(true).setRetained(named(video.fileName()), true).text("message"))
                .contains(video.fileName() + " is kept for ever");
        assertThat(commands(true).setRetained(named(video.fileName()), true)).isNotNull();
        assertThat(commands(true).clean().items("videos")).isEmpty();
        store.close();
        for (String file : List.of("video_metadata.db", "video_metadata.db-wal", "video_metadata.db-shm")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        store = VideoStore.open(new StorageFolders(folder), clock).store();
        TestVideoStores.repair(store);
        assertThat(store.find(video.fileName())).isPresent();
        assertThat(commands(true).clean().items("videos")).isEmpty();
        commands(true).setRetained(named(video.fileName()), false);
        assertThat(commands(true).clean().items("videos")).hasSize(1);
    }

    @Test
    void onlyAnUploadedVideoThatIsNotKeptIsDeleted() throws Exception {
        Video video = store.all().getFirst();
        assertThatThrownBy(() -> commands(true).delete(named(video.fileName())))
                .hasMessageContaining("it has not been uploaded");
        TestVideoStores.markUploaded(store, video);
        commands(true).setRetained(named(video.fileName()), true);
        assertThatThrownBy(() -> commands(true).delete(named(video.fileName())))
                .hasMessageContaining("release it first");
        commands(true).setRetained(named(video.fileName()), false);
        Path file = store.find(video.fileName()).orElseThrow().path();
        assertThat(commands(true).delete(named(video.fileName())).text("message"))
                .contains("deleted: " + video.fileName());
        assertThat(file).doesNotExist();
        assertThat(store.find(video.fileName())).as("its row stays").isPresent();
        commands(true).delete(named(video.fileName()));
        assertThatThrownBy(() -> commands(true).delete(named(video.fileName()))).hasMessageContaining("no such video");
        assertThatThrownBy(() -> commands(true).delete(ALL)).hasMessageContaining("\"file\" is missing");
    }

    @Test
    void anUploadedVideoIsUploadedAgainOnlyWhenItIsNamed() throws Exception {
        Video video = store.all().getFirst();
        TestVideoStores.markUploaded(store, video);
        assertThat(commands(true).upload(ALL).items("videos")).isEmpty();
        assertThat(commands(true).upload(named(video.fileName())).items("videos"))
                .hasSize(1);
        Video queued = store.find(video.fileName()).orElseThrow();
        assertThat(queued.status()).isEqualTo(VideoStatus.PENDING);
        assertThat(queued.path()).exists();
    }

    @Test
    void anUploadedVideoWithoutAFileOnlyLeadsToWhereItCanBeWatched() throws Exception {
        Video video = store.all().getFirst();
        TestVideoStores.markUploaded(store, video, "https://youtu.be/abc");
        assertThat(commands(true).list(named(video.fileName())).toJson()).contains("\"url\":\"https://youtu.be/abc\"");
        commands(true).delete(named(video.fileName()));
        assertThat(commands(true).list(named(video.fileName())).toJson())
                .contains("\"url\":\"https://youtu.be/abc\"", "\"missing\":true", "\"actions\":[\"delete\"]");
        assertThat(commands(true).upload(named(video.fileName())).text("message"))
                .contains("nothing to queue: it has been uploaded, and its file was removed here");
        assertThatThrownBy(() -> commands(true).setRetained(named(video.fileName()), true))
                .hasMessageContaining("is missing: nothing can be kept");
    }

    @Test
    void anAddressThatIsNoneOfAPageIsNoLink() throws Exception {
        Video video = store.all().getFirst();
        for (String address : List.of("javascript:alert(1)", "https://a b", "", "https://")) {
            TestVideoStores.markUploaded(store, video, address);
            assertThat(commands(true).list(named(video.fileName())).toJson())
                    .as(address)
                    .doesNotContain("\"url\"");
        }
    }

    @Test
    void aPageIsAPartOfTheListAndSaysWhatCanBeDone() throws Exception {
        Video newest = store.all().getLast();
        TestVideoStores.markUploaded(store, store.all().getFirst());
        JsonObject page = commands(true)
                .list(Json.object().put("limit", 1).put("offset", 2).build());
        assertThat(page.integer("total")).contains(3L);
        assertThat(page.toJson())
                .contains(
                        "\"status\":\"completed\"",
                        "\"actions\":[\"keep\",\"upload\",\"delete\"]",
                        "\"duration_seconds\":60");
        assertThat(commands(true).list(named(newest.fileName())).toJson())
                .contains("\"actions\":[\"keep\"]", "\"kept\":false");
        Files.delete(newest.path());
        assertThat(commands(true).list(named(newest.fileName())).toJson())
                .contains("\"missing\":true", "\"bytes_recorded\":1500");
        assertThat(commands(true).list(named("none")).items("videos")).isEmpty();
        assertThatThrownBy(() ->
                        commands(true).list(Json.object().put("offset", -1).build()))
                .hasMessageContaining("offset");
    }

    @Test
    void aRowOfAnotherProgramLeadsToNoFileOutsideTheFolders() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious.txt"), "keep me");
        TestVideoStores.addRow(folder, "../precious.txt", folder.resolve("precious.txt"), "completed");
        TestVideoStores.addRow(folder, "odd.mp4", folder.resolve("precious.txt"), "completed");
        assertThat(commands(true).list(ALL).integer("total")).contains(5L);
        for (String name : List.of("../precious.txt", "odd.mp4")) {
            assertThatThrownBy(() -> commands(true).delete(named(name)))
                    .hasMessageContaining("not in the folder of the uploaded videos");
        }
        assertThatThrownBy(() -> commands(true).setRetained(named("../precious.txt"), true))
                .hasMessageContaining("is not the name of a file");
        assertThat(precious).exists();
    }

    private static JsonObject named(String file) {
        return Json.object().put("file", file).build();
    }

    @Test
    void beforeTheStorageIsOpenTheRequestIsRefused() {
        VideoCommands early =
                new VideoCommands(Optional::empty, TestVideoStores.retention(Duration.ZERO, 0), true, clock);
        assertThatThrownBy(() -> early.list(ALL)).hasMessageContaining("not open yet");
    }

    private VideoCommands commands(boolean uploadsEnabled) {
        return new VideoCommands(
                () -> Optional.of(store), TestVideoStores.retention(Duration.ofDays(7), 0), uploadsEnabled, clock);
    }
}
