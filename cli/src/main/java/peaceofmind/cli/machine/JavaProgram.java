// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.machine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a command starts one of our programs as a process of its own. */
public final class JavaProgram {

    private JavaProgram() {}

    /**
     * The command line of one of our programs, with the same limits and options as on a device ({@code packaging/system/java-run}).
     *
     * @param maxHeap such as {@code 48m}
     */
    public static List<String> commandLine(String mainClass, String maxHeap, Path config) {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        cdsArchive(classPath).ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
        command.addAll(List.of(
                "-Xms4m",
                "-Xmx" + maxHeap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TrimNativeHeapInterval=60000",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                "-XX:AsyncDeflationInterval=10000",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=deny",
                "-cp",
                classPath,
                mainClass,
                "--config",
                config.toString()));
        return command;
    }

    /** The class-data archive that the build puts beside the folder of jars; tests run without one. */
    private static Optional<Path> cdsArchive(String classPath) {
        Path jars = Path.of(classPath.split(File.pathSeparator, 2)[0])
                .toAbsolutePath()
                .getParent();
        return Optional.ofNullable(jars)
                .map(folder -> folder.resolveSibling("peace.jsa"))
                .filter(Files::isRegularFile);
    }
}
