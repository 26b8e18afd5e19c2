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

/** The files of the checkout that these tests run in. */
final class ProjectFiles {

    private static final Set<String> EXCLUDED_FOLDERS = Set.of("target", ".git", ".idea", ".peace");

    private ProjectFiles() {}

    /** The folder with {@code mvnw}. */
    static Path root() {
        Optional<Path> folder = Optional.of(Path.of("").toAbsolutePath());
        while (folder.isPresent() && !Files.exists(folder.get().resolve("mvnw"))) {
            folder = Optional.ofNullable(folder.get().getParent());
        }
        return folder.orElseThrow(() -> new IllegalStateException("run this inside the checkout"));
    }

    static List<Path> mainSources() {
        return files("/src/main/java/", ".java");
    }

    static List<Path> testSources() {
        return files("/src/test/java/", ".java");
    }

    /** Files whose path from the root has {@code infix} in it and ends with {@code suffix}. */
    static List<Path> files(String infix, String suffix) {
        return all().stream()
                .filter(file -> {
                    String path = "/" + root().relativize(file);
                    return path.contains(infix) && path.endsWith(suffix);
                })
                .toList();
    }

    /** Every file that was written by a person. */
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

    /** As a person names it: from the root, when it is below it. */
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
