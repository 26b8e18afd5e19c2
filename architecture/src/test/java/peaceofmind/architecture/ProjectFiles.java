// SPDX-License-Identifier: Apache-2.0
package peaceofmind.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files of the checkout in which these tests run. */
final class ProjectFiles {

    private static final Set<String> EXCLUDED_FOLDERS = Set.of("target", ".git", ".idea", ".peace");

    private ProjectFiles() {}

    /** The folder with {@code mvnw}. */
    static Path root() {
        Optional<Path> folder = Optional.of(Path.of("").toAbsolutePath());
        while (folder.isPresent() && !Files.exists(folder.get().resolve("mvnw"))) {
            folder = Optional.ofNullable(folder.get().getParent());
        }
        return folder.orElseThrow(() -> new IllegalStateException("not inside a checkout: no parent folder has mvnw"));
    }

    static List<Path> mainSources() {
        return files("/src/main/java/", ".java");
    }

    static List<Path> testSources() {
        return files("/src/test/java/", ".java");
    }

    /** Files whose path from the root contains {@code infix} and ends with {@code suffix}. */
    static List<Path> files(String infix, String suffix) {
        return all().stream()
                .filter(file -> {
                    String path = "/" + root().relativize(file);
                    return path.contains(infix) && path.endsWith(suffix);
                })
                .toList();
    }

    /** Every file of the checkout except build output and the repository's own data. */
    static List<Path> all() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return EXCLUDED_FOLDERS.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()
                            && !String.valueOf(file.getFileName()).equals(".git")) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return found.stream().sorted().toList();
    }

    /** Relative to the root for files below it; others unchanged. */
    static Path relative(Path file) {
        return file.startsWith(root()) ? root().relativize(file) : file;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
