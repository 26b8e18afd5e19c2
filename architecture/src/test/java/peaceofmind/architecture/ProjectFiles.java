package peaceofmind.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files of the checkout that these tests run in. */
final class ProjectFiles {

    private static final Set<String> EXCLUDED_FOLDERS = Set.of("target", ".git", ".idea");

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

    /** Files whose path has {@code infix} in it and ends with {@code suffix}. */
    static List<Path> files(String infix, String suffix) {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().contains(infix) && file.toString().endsWith(suffix))
                    .filter(file -> !isExcluded(root().relativize(file)))
                    .sorted()
                    .toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static boolean isExcluded(Path relative) {
        for (Path infix : relative) {
            if (EXCLUDED_FOLDERS.contains(infix.toString())) {
                return true;
            }
        }
        return false;
    }
}
