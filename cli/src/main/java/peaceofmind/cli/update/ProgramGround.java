package peaceofmind.cli.update;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The watched program: version folders, a link, and the watchdog who restarts it. */
record ProgramGround(VersionFolders folders, Releases releases, WatchedService service, int keep) implements Ground {

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
    public Optional<String> watch(boolean needsNetwork) throws InterruptedException {
        return service.watch(needsNetwork);
    }

    @Override
    public void tidy(String to, Optional<String> from) throws IOException {
        List<String> needed = new ArrayList<>(List.of(to));
        from.ifPresent(needed::add);
        folders.current().ifPresent(needed::add);
        folders.tidy(Math.max(0, keep - 1), needed);
    }
}
