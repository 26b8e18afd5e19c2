// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.agent.AgentConfig;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.device.UpdateConfig;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;

/** The parts of an update on this device, as configured. */
final class UpdateContext {

    private final UpdateConfig config;
    private final AgentConfig agent;
    private final Machine machine;
    private final UpdatedService service;

    UpdateContext(TargetDevice device, Machine machine) throws ConfigException {
        this.config = device.config().update();
        this.agent = device.agent();
        this.machine = machine;
        this.service = new UpdatedService(
                device.watchdog().socket(),
                config.service(),
                Clock.system(),
                config.verifyWithin(),
                config.healthyFor());
    }

    UpdatedService service() {
        return service;
    }

    /** Programs and packages have separate progress files. */
    ProgressFile progressFile(boolean forPackage) {
        Path file = agent.updateState();
        return new ProgressFile(forPackage ? file.resolveSibling("package.json") : file);
    }

    Path lockFile() {
        return agent.updateState().resolveSibling("lock");
    }

    PackageUpdateTarget packageTarget(Optional<Path> newPackage) {
        return new PackageUpdateTarget(agent.updateState().resolveSibling("packages"), newPackage, machine, service);
    }

    UpdateTarget programTarget() {
        Optional<String> source = config.source();
        // Resuming an update fetches nothing, so it needs no source.
        Releases releases =
                source.isPresent() ? releases(source.get()) : new NoReleases("update.source is not configured");
        return new ProgramUpdateTarget(
                new VersionFolders(config.folder()), releases, service, config.retainedVersions());
    }

    boolean hasSource() {
        return config.source().isPresent();
    }

    Releases releases() throws CommandFailedException {
        return releases(config.source()
                .orElseThrow(() -> new CommandFailedException(
                        "update.source is not configured: set it to a folder, an http(s) address or a git remote")));
    }

    private Releases releases(String source) {
        if (config.refusal().isPresent()) {
            return new NoReleases(
                    "update.source is refused: " + config.refusal().get());
        } else if (UpdateConfig.isGit(source)) {
            return new GitReleases(source, machine);
        } else if (source.startsWith("https://") || source.startsWith("http://")) {
            return new ArchiveReleases(new WebFetcher(source), config.publicKeyFile());
        }
        return new ArchiveReleases(new FolderFetcher(Path.of(source)), config.publicKeyFile());
    }

    /** Used when there is no source. */
    private record NoReleases(String reason) implements Releases {
        @Override
        public List<String> versions() throws IOException {
            throw new IOException(reason);
        }

        @Override
        public void fetch(String version, Path target) throws IOException {
            throw new IOException(reason);
        }
    }
}
