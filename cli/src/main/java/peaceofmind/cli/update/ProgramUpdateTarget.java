// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The watched program: version folders, a link, and the watchdog that restarts it. */
record ProgramUpdateTarget(VersionFolders folders, Releases releases, UpdatedService service, int retainedVersions)
        implements UpdateTarget {

    @Override
    public Optional<String> current() throws IOException {
        return folders.current();
    }

    @Override
    public void fetch(String version) throws IOException, InterruptedException {
        folders.add(version, releases);
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
    public void switchTo(Optional<String> version) throws IOException {
        folders.switchTo(version);
    }

    @Override
    public void restart() throws IOException {
        service.restart();
    }

    @Override
    public Optional<String> awaitHealthy(boolean needsNetwork) throws InterruptedException {
        return service.awaitHealthy(needsNetwork);
    }

    @Override
    public void prune(String to, Optional<String> from) throws IOException {
        List<String> needed = new ArrayList<>(List.of(to));
        from.ifPresent(needed::add);
        folders.current().ifPresent(needed::add);
        folders.prune(Math.max(0, retainedVersions - 1), needed);
    }
}
