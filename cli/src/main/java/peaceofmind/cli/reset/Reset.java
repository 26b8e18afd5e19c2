// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.reset;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.file.DurableFile;

/** Moves the recorder's videos and database aside, and back. Never deletes anything: a move is undone by a move. */
final class Reset {

    /** Folders and files of the recorder's storage; the recorder creates those that are missing. */
    private static final List<String> MANAGED_ENTRIES = List.of(
            "recording",
            "pending",
            "uploaded",
            "failed",
            "corrupted",
            "video_metadata.db",
            "video_metadata.db-wal",
            "video_metadata.db-shm");

    private final Path storage;

    Reset(Path storage) {
        this.storage = storage;
    }

    /** Moves everything to {@code reset-NAME} in the storage; returns what was moved. */
    List<String> moveAside(String name) throws IOException {
        Path folder = Files.createDirectory(storage.resolve("reset-" + name));
        DurableFile.syncFolder(storage);
        return moveAll(storage, folder);
    }

    /** Moves back what {@link #moveAside} moved; what was created since goes to {@code reset-NAME-since}. */
    List<String> moveBack(String name) throws IOException {
        Path folder = existing(name);
        Path sinceFolder = storage.resolve("reset-" + name + "-since");
        Files.createDirectories(sinceFolder);
        moveAll(storage, sinceFolder);
        return moveAll(folder, storage);
    }

    /**
     * The folder of an earlier reset.
     *
     * @throws IOException if there is none of that name; says how to find one
     */
    Path existing(String name) throws IOException {
        Path folder = storage.resolve("reset-" + name);
        if (!Files.isDirectory(folder)) {
            throw new IOException("no such folder: " + folder + "; list them with ls -d " + storage + "/reset-*");
        }
        return folder;
    }

    private static List<String> moveAll(Path from, Path to) throws IOException {
        List<String> moved = new ArrayList<>();
        for (String entry : MANAGED_ENTRIES) {
            if (Files.exists(from.resolve(entry))) {
                DurableFile.move(from.resolve(entry), to.resolve(entry));
                moved.add(entry);
            }
        }
        return moved;
    }

    /** Size of everything in the storage, in bytes. */
    long totalBytes() throws IOException {
        long[] sum = {0};
        if (Files.isDirectory(storage)) {
            Files.walkFileTree(storage, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException vanished) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return sum[0];
    }
}
