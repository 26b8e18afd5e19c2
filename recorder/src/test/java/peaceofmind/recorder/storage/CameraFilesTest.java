// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;

/** Recordings of several cameras in one storage. */
class CameraFilesTest {

    private static final String GOOD = "good ".repeat(300);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final FakeFinisher finisher = new FakeFinisher();
    private StorageFolders folders;
    private VideoStore store;

    @BeforeEach
    void open() throws Exception {
        folders = new StorageFolders(folder);
        store = VideoStore.open(folders, clock).store();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void recordingsOfTheSameSecondHaveNamesOfTheirOwn() throws Exception {
        Path north = newRawFile("north");
        Path again = newRawFile("north");
        Path south = newRawFile("south");
        assertThat(north.getParent()).isEqualTo(folder.resolve("recording/north"));
        assertThat(List.of(north, again, south).stream().map(file -> String.valueOf(file.getFileName())))
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(StorageFolders.cameraOf(name)).isPresent());
        assertThat(StorageFolders.cameraOf(String.valueOf(again.getFileName()))).contains("north");
    }

    @Test
    void theRowOfAVideoHasItsCamera() throws Exception {
        new Ingest(store, finisher).ingest(newRawFile("north"));
        assertThat(store.page(Optional.empty(), 10, 0))
                .singleElement()
                .satisfies(details -> assertThat(details.camera()).contains("north"));
    }

    @Test
    void aDatabaseOfOneCameraKeepsItsTableUntilThereAreSeveral() throws Exception {
        new Ingest(store, finisher).ingest(Files.writeString(folders.newRecordingPath(clock.now()), GOOD));
        assertThat(columns()).doesNotContain("camera");
        assertThat(store.page(Optional.empty(), 10, 0).getFirst().camera()).isEmpty();
        List<String> before = columns();
        new Ingest(store, finisher).ingest(newRawFile("south"));
        assertThat(columns())
                .as("added at the end")
                .startsWith(before.toArray(String[]::new))
                .hasSize(before.size() + 1);
        assertThat(store.page(Optional.empty(), 10, 0))
                .extracting(VideoDetails::camera)
                .containsExactly(Optional.empty(), Optional.of("south"));
    }

    @Test
    void whatACrashLeftIsSalvagedOfEveryCameraAlsoOfOneThatIsConfiguredNoMore() throws Exception {
        Path active = newRawFile("north");
        Path left = newRawFile("south");
        Path ofOnlyCamera = Files.writeString(folders.newRecordingPath(clock.now()), GOOD);
        ActiveRecordings running = new ActiveRecordings();
        running.add(active);
        SalvageReport report = new Ingest(store, finisher).salvage(running);
        assertThat(report.lines()).hasSize(2);
        assertThat(active).exists();
        assertThat(left).doesNotExist();
        assertThat(ofOnlyCamera).doesNotExist();
    }

    @Test
    void aLostDatabaseIsRebuiltWithTheCameras() throws Exception {
        new Ingest(store, finisher).ingest(newRawFile("north"));
        store.close();
        Files.delete(folders.database());
        store = VideoStore.open(folders, clock).store();
        while (store.isRepairDue()) {
            store.repair(finisher);
        }
        assertThat(store.page(Optional.empty(), 10, 0))
                .singleElement()
                .satisfies(details -> assertThat(details.camera()).contains("north"));
    }

    private Path newRawFile(String camera) throws Exception {
        folders.createRecordingFolder(camera);
        return Files.writeString(folders.newRecordingPath(clock.now(), Optional.of(camera)), GOOD);
    }

    private List<String> columns() throws Exception {
        List<String> names = new ArrayList<>();
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folders.database());
                var statement = reader.createStatement();
                var rows = statement.executeQuery("SELECT name FROM pragma_table_info('videos')")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }
}
