// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.PlainText;

/** The folders {@code versions/V} of a program, and the link {@code current} to the one that runs. */
record VersionFolders(Path root) {

    private static final String UNFINISHED = ".unfinished";

    /** A version becomes the name of a folder, and comes from the update's source. */
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,99}");

    Path versions() {
        return root.resolve("versions");
    }

    private Path currentLink() {
        return root.resolve("current");
    }

    /** The version that {@code current} points to. */
    Optional<String> current() throws IOException {
        return Files.isSymbolicLink(currentLink())
                ? Optional.of(
                        Files.readSymbolicLink(currentLink()).getFileName().toString())
                : Optional.empty();
    }

    boolean contains(String version) {
        return Files.isDirectory(versions().resolve(version));
    }

    /** Adds a version, completely or not at all. */
    void add(String version, Releases from) throws IOException, InterruptedException {
        if (!VERSION.matcher(version).matches() || version.endsWith(UNFINISHED)) {
            throw new IOException(
                    "a version's name must be 1 to 100 letters, digits and ._+~-, starting with a letter or digit, not "
                            + PlainText.of(version));
        }
        if (contains(version)) {
            return;
        }
        Files.createDirectories(versions());
        Path unfinished = versions().resolve(version + UNFINISHED);
        remove(unfinished);
        from.fetch(version, unfinished);
        DurableFile.move(unfinished, versions().resolve(version));
    }

    /** Points the link to another version atomically: after a power cut it points to one of the two. */
    void switchTo(Optional<String> version) throws IOException {
        if (version.isEmpty()) {
            Files.deleteIfExists(currentLink());
            DurableFile.syncFolder(root);
            return;
        } else if (!contains(version.get())) {
            throw new IOException("version " + version.get() + " is not in " + versions());
        }
        Path next = root.resolve(".current.new");
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, Path.of("versions", version.get()));
        DurableFile.move(next, currentLink());
    }

    /** Removes all but the {@code retainedCount} newest, and never one of {@code needed}. */
    void prune(int retainedCount, List<String> needed) throws IOException {
        List<String> found = new ArrayList<>();
        if (Files.isDirectory(versions())) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(versions())) {
                entries.forEach(entry -> found.add(entry.getFileName().toString()));
            }
        }
        found.removeAll(needed);
        found.sort(new VersionOrder());
        for (String old : found) {
            if (old.endsWith(UNFINISHED)) {
                remove(versions().resolve(old));
            }
        }
        found.removeIf(name -> name.endsWith(UNFINISHED));
        for (String old : found.subList(0, Math.max(0, found.size() - retainedCount))) {
            remove(versions().resolve(old));
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
