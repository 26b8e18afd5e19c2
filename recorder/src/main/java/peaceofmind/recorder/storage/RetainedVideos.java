// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.foundation.file.DurableFile;

/**
 * Videos that are never removed automatically: an empty file of the same name for each, in a folder of its own. Not in the database, which
 * is rebuilt from the files when it is damaged, and whose table other programs share.
 *
 * @param folder created when the first video is kept
 */
public record RetainedVideos(Path folder) {

    /** All names. */
    public Set<String> names() throws StorageException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toUnmodifiableSet());
        } catch (NoSuchFileException none) {
            return Set.of();
        } catch (IOException failure) {
            // Whoever removes videos must not take an unreadable folder for an empty one.
            throw new StorageException("cannot list " + folder, failure);
        }
    }

    boolean contains(String fileName) throws StorageException {
        return names().contains(fileName);
    }

    void add(String fileName) throws StorageException {
        try {
            Files.createDirectories(folder);
            Files.createFile(mark(fileName));
            DurableFile.syncFolder(folder);
        } catch (FileAlreadyExistsException alreadyRetained) {
            return;
        } catch (IOException failure) {
            throw new StorageException("cannot write the mark of " + fileName + " in " + folder, failure);
        }
    }

    /** A table that other programs write can contain any name. */
    private Path mark(String fileName) throws StorageException {
        if (!StorageFolders.isFileName(fileName)) {
            throw new StorageException("\"" + fileName + "\" is not the name of a file");
        }
        return folder.resolve(fileName);
    }

    void remove(String fileName) throws StorageException {
        try {
            Files.deleteIfExists(mark(fileName));
        } catch (IOException failure) {
            throw new StorageException("cannot remove the mark of " + fileName + " in " + folder, failure);
        }
    }
}
