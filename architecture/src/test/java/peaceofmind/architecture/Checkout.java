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
final class Checkout {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea");

    private Checkout() {}

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

    /** Files whose path has {@code part} in it and ends with {@code end}. */
    static List<Path> files(String part, String end) {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().contains(part) && file.toString().endsWith(end))
                    .filter(file -> !isBuilt(root().relativize(file)))
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

    private static boolean isBuilt(Path relative) {
        for (Path part : relative) {
            if (NOT_OURS.contains(part.toString())) {
                return true;
            }
        }
        return false;
    }
}
