// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.linux.Subprocess;

/**
 * Peace itself, from its Debian package. Saves each package that it installs, because dpkg does not: without the old package no rollback is
 * possible, and the update is not started.
 *
 * @param packagesFolder folder of packages, {@code peace_VERSION.deb}
 * @param newPackage the new package, with {@code SHA256SUMS} beside it
 */
record PackageUpdateTarget(Path packagesFolder, Optional<Path> newPackage, Machine machine, UpdatedService service)
        implements UpdateTarget {

    private static final String PACKAGE_NAME = "peace";
    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(10);

    @Override
    public Optional<String> current() throws IOException {
        try {
            return machine.output("dpkg-query", "-W", "-f", "${Version}", PACKAGE_NAME)
                    .map(String::strip);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** The version of a package file. */
    static String versionOf(Path file, Machine machine) throws IOException, InterruptedException {
        return machine.output("dpkg-deb", "-f", file.toString(), "Version")
                .map(String::strip)
                .filter(version -> version.matches("[A-Za-z0-9.+:~-]{1,60}"))
                .orElseThrow(() -> new IOException(file + " is not a Debian package"));
    }

    Path packageFile(String version) {
        return packagesFolder.resolve(PACKAGE_NAME + "_" + version.replace(':', '_') + ".deb");
    }

    @Override
    public void fetch(String version) throws IOException {
        if (Files.exists(packageFile(version))) {
            return;
        }
        Path from = newPackage.orElseThrow(
                () -> new IOException(packageFile(version) + " is not saved: pass its file with --package"));
        savePackage(from, version);
    }

    /** Verifies a package and saves a copy. */
    void savePackage(Path from, String version) throws IOException {
        Map<String, String> sums = Checksums.parse(Files.readString(from.resolveSibling("SHA256SUMS")));
        String expected = sums.get(from.getFileName().toString());
        if (expected == null) {
            throw new IOException("SHA256SUMS beside " + from + " does not name it");
        }
        Checksums.check(from, expected);
        Files.createDirectories(packagesFolder);
        Path unfinished = packagesFolder.resolve(".unfinished.deb");
        Files.copy(from, unfinished, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.move(unfinished, packageFile(version));
    }

    @Override
    public void hold() throws IOException {
        service.hold();
    }

    @Override
    public void release() throws IOException {
        service.release();
    }

    @Override
    public void switchTo(Optional<String> version) throws IOException, InterruptedException {
        if (version.isEmpty() || version.equals(current())) {
            return;
        }
        // In a unit of its own, so that it finishes even if this process is killed.
        List<String> command = new ArrayList<>(
                machine.hasSystemd() ? List.of("systemd-run", "--wait", "--collect", "--quiet") : List.<String>of());
        command.addAll(List.of(
                "dpkg", "--force-confold", "-i", packageFile(version.get()).toString()));
        Subprocess.Result result = machine.run(command, COMMAND_TIMEOUT);
        if (!version.equals(current())) {
            throw new IOException(
                    "dpkg did not install " + packageFile(version.get()) + ": " + Machine.failureReason(result));
        }
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        Subprocess.Result result = machine.run(
                List.of("systemctl", "restart", "recorder-watchdog.service", "recorder-agent.service"),
                COMMAND_TIMEOUT);
        if (!(result instanceof Subprocess.Exited exited && exited.succeeded())) {
            throw new IOException("watchdog and agent were not restarted: " + Machine.failureReason(result));
        }
    }

    @Override
    public Optional<String> awaitHealthy(boolean needsNetwork) throws InterruptedException {
        return service.awaitHealthy(needsNetwork);
    }

    @Override
    public void prune(String to, Optional<String> from) throws IOException {
        List<Path> needed = new ArrayList<>(List.of(packageFile(to)));
        from.map(this::packageFile).ifPresent(needed::add);
        if (Files.isDirectory(packagesFolder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(packagesFolder, "*.deb")) {
                for (Path entry : entries) {
                    if (!needed.contains(entry)) {
                        Files.delete(entry);
                    }
                }
            }
        }
    }
}
