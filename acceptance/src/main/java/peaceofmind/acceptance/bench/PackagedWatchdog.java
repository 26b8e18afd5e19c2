// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.acceptance.Checkout;

/** The watchdog as a device runs it: by the package's own launcher, with its limits and its class-data archive. */
final class PackagedWatchdog {

    private static final String HEAP = "32m";

    private PackagedWatchdog() {}

    /**
     * Starts it.
     *
     * @param dir an empty folder, for its files and for {@code watchdog.out}
     * @param config its configuration
     */
    static Process start(Checkout checkout, Path dir, CharSequence config) throws IOException {
        return start(checkout, dir, config, Optional.empty());
    }

    /**
     * Likewise.
     *
     * @param programs folder of programs that it finds before the machine's
     */
    static Process start(Checkout checkout, Path dir, CharSequence config, Optional<Path> programs) throws IOException {
        Path file = Files.writeString(dir.resolve("peace.yaml"), config);
        Path launcher = Files.createDirectories(dir.resolve("bin")).resolve("java-run");
        Files.copy(checkout.root().resolve("packaging/system/java-run"), launcher);
        Path build = checkout.root().resolve(".peace/build/current").toRealPath();
        Files.createSymbolicLink(dir.resolve("lib"), build.resolve("lib"));
        Files.createSymbolicLink(dir.resolve("peace.jsa"), build.resolve("peace.jsa"));
        Files.createSymbolicLink(dir.resolve("runtime"), Path.of(System.getProperty("java.home")));
        ProcessBuilder watchdog = new ProcessBuilder(
                        "sh",
                        launcher.toString(),
                        HEAP,
                        "peaceofmind.watchdog.WatchdogMain",
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("watchdog.out").toFile());
        programs.ifPresent(folder -> watchdog.environment()
                .put("PATH", folder + File.pathSeparator + System.getenv().getOrDefault("PATH", "/usr/bin:/bin")));
        return watchdog.start();
    }
}
