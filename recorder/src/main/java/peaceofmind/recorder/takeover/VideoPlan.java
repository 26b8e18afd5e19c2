// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.recorder.storage.VideoStatus;

/**
 * Which file belongs to which row. Pure.
 *
 * @param rows with the file of each, in their order
 * @param others entries of the folder that belong to no row, and are not the database
 */
record VideoPlan(Map<ExistingRow, Optional<SourceFile>> rows, List<SourceFile> others) {

    /**
     * Finds the file of each row: by its name in the folder of its status or in another one, by its path, or, for a row without a file, a
     * video without a row that has exactly its size.
     *
     * @param root the existing recorder's folder of videos
     * @param project what its relative paths are relative to
     * @param unmatched whether no file was found for a row in an earlier import, either
     */
    static VideoPlan of(
            List<ExistingRow> rows, List<SourceFile> files, Path root, Path project, Predicate<ExistingRow> unmatched) {
        Map<Path, SourceFile> unused = new LinkedHashMap<>();
        files.stream().filter(file -> !isDatabase(file)).forEach(file -> unused.put(file.path(), file));
        Map<ExistingRow, Optional<SourceFile>> matches = new LinkedHashMap<>();
        for (ExistingRow row : rows) {
            Optional<SourceFile> match = candidates(row, root, project)
                    .flatMap(path -> Optional.ofNullable(unused.get(path)).stream())
                    .filter(file -> file.type() == SourceFile.Type.REGULAR)
                    .findFirst();
            match.ifPresent(file -> unused.remove(file.path()));
            matches.put(row, match);
        }
        matchBySize(matches, unused, unmatched);
        return new VideoPlan(matches, List.copyOf(unused.values()));
    }

    private static boolean isDatabase(SourceFile file) {
        return file.folder().isEmpty()
                && (file.name().equals(ExistingDatabase.FILE) || ExistingDatabase.SIDECARS.contains(file.name()));
    }

    private static Stream<Path> candidates(ExistingRow row, Path root, Path project) {
        Optional<String> name = row.fileName();
        if (name.isEmpty()) {
            return Stream.empty();
        }
        Stream<String> folders = Stream.concat(Stream.of(row.status()), Stream.of(VideoStatus.values()))
                .map(VideoStatus::folder);
        return Stream.of(
                        folders.map(folder -> Path.of(folder, name.get())),
                        pathInside(row, root, project).stream(),
                        Stream.of(Path.of(name.get())))
                .flatMap(paths -> paths);
    }

    /** The path that the row has, relative to the folder of videos; empty for one outside of it. */
    private static Optional<Path> pathInside(ExistingRow row, Path root, Path project) {
        try {
            return row.text("filepath")
                    .map(text -> project.resolve(text).normalize())
                    .filter(path -> path.startsWith(root) && !path.equals(root))
                    .map(root::relativize);
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    /** The existing recorder records to a file of its own and then copies that one to the file of the row; the first one stays. */
    private static void matchBySize(
            Map<ExistingRow, Optional<SourceFile>> matches,
            Map<Path, SourceFile> unused,
            Predicate<ExistingRow> unmatched) {
        Map<Long, List<ExistingRow>> rowsBySize = new HashMap<>();
        matches.forEach((row, file) -> {
            if (row.fileName().isPresent() && file.isEmpty() && unmatched.test(row)) {
                row.bytes()
                        .ifPresent(size -> rowsBySize
                                .computeIfAbsent(size, _ -> new ArrayList<>())
                                .add(row));
            }
        });
        Set<Long> used = new HashSet<>();
        matches.values().forEach(file -> file.ifPresent(found -> used.add(found.bytes())));
        Map<Long, List<SourceFile>> filesBySize = unused.values().stream()
                .filter(file -> file.type() == SourceFile.Type.REGULAR && file.isVideo())
                .collect(Collectors.groupingBy(SourceFile::bytes));
        rowsBySize.forEach((size, rows) -> {
            List<SourceFile> files = filesBySize.getOrDefault(size, List.of());
            if (rows.size() == 1 && files.size() == 1 && !used.contains(size)) {
                matches.put(rows.getFirst(), Optional.of(files.getFirst()));
                unused.remove(files.getFirst().path());
            }
        });
    }
}
