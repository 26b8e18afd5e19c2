// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import peaceofmind.foundation.time.Clock;

/** Stores with videos, for tests. */
public final class TestVideoStores {

    private TestVideoStores() {}

    /** Opens a store with that many pending videos. */
    public static VideoStore withPending(Path root, int videos, Clock clock) throws Exception {
        FakeFinisher finisher = new FakeFinisher();
        StorageFolders folders = new StorageFolders(root);
        VideoStore store = VideoStore.open(folders, clock).store();
        for (int n = 0; n < videos; n++) {
            new Ingest(store, finisher)
                    .ingest(Files.writeString(folders.newRecordingPath(clock.now()), "good ".repeat(300)));
        }
        return store;
    }

    /** Adds a pending video; returns its name. */
    public static String addPending(Path root, VideoStore store, Clock clock) throws Exception {
        Path rawFile = new StorageFolders(root).newRecordingPath(clock.now());
        new Ingest(store, new FakeFinisher()).ingest(Files.writeString(rawFile, "good ".repeat(300)));
        return store.all(VideoStatus.PENDING).getLast().fileName();
    }

    /** Adds a video that failed validation. */
    public static Video addCorrupted(Path root, VideoStore store, Clock clock) throws Exception {
        Path rawFile = new StorageFolders(root).newRecordingPath(clock.now());
        new Ingest(store, new FakeFinisher()).ingest(Files.writeString(rawFile, "bad ".repeat(300)));
        return store.all(VideoStatus.CORRUPTED).getFirst();
    }

    /** Overwrites all of a file in place, as a failing SD card does. */
    public static void overwrite(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) channel.size()));
        }
    }
}
