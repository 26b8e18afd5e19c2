// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import peaceofmind.cli.terminal.CommandFailedException;

/** Where dashboards are read from: those that come with the program ({@code packaging/grafana/dashboards}), or a folder of files. */
final class DashboardFiles {

    /** In the order in which they are pushed. */
    private static final List<String> BUILT_IN =
            List.of("peace-fleet.json", "peace-fleet-report.json", "peace-recorder.json");

    private static final int MAX_FILES = 100;
    private static final int MAX_FILE_BYTES = 5 * 1024 * 1024;

    private DashboardFiles() {}

    /** Those of this version. */
    static List<DashboardFile> builtIn() throws CommandFailedException {
        List<DashboardFile> dashboards = new ArrayList<>();
        for (String name : BUILT_IN) {
            try (InputStream file = DashboardFiles.class.getResourceAsStream("dashboards/" + name)) {
                if (file == null) {
                    throw new IllegalStateException(name + " is missing in this build of peace");
                }
                dashboards.add(DashboardFile.parse(name, new String(file.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException unreadable) {
                throw new IllegalStateException(name + " in this build of peace is unreadable", unreadable);
            }
        }
        return dashboards;
    }

    /** Every {@code *.json} of a folder, by name. */
    static List<DashboardFile> in(Path folder) throws CommandFailedException {
        List<DashboardFile> dashboards = new ArrayList<>();
        Map<String, Path> byUid = new HashMap<>();
        for (Path file : jsonFiles(folder)) {
            DashboardFile dashboard = DashboardFile.parse(file.toString(), read(file));
            Path other = byUid.put(dashboard.uid(), file);
            if (other != null) {
                throw new CommandFailedException(
                        file + " and " + other + " have the same uid " + dashboard.uid() + ". Keep one of them.");
            }
            dashboards.add(dashboard);
        }
        return dashboards;
    }

    private static List<Path> jsonFiles(Path folder) throws CommandFailedException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .limit(MAX_FILES + 1L)
                    .toList();
            if (found.isEmpty() || found.size() > MAX_FILES) {
                throw new CommandFailedException(
                        folder + " must hold 1 to " + MAX_FILES + " dashboards, in files whose names end in .json.");
            }
            return found;
        } catch (IOException unreadable) {
            throw new CommandFailedException(
                    "Cannot read the folder " + folder + " (" + unreadable.getMessage() + ").");
        }
    }

    private static String read(Path file) throws CommandFailedException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new CommandFailedException(file + " is larger than 5 MiB. Is it a Grafana dashboard?");
            }
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new CommandFailedException("Cannot read " + file + " (" + unreadable.getMessage() + ").");
        }
    }
}
