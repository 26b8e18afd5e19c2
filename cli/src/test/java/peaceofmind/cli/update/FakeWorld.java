package peaceofmind.cli.update;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A device whose power can go before and after every single thing that is done to it. */
final class FakeWorld implements Ground, Ledger {

    /** The power is gone: nothing of the program goes on. */
    static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Versions that never become healthy. */
    final Set<String> broken = new HashSet<>();

    /** Versions that cut the network. */
    final Set<String> cutters = new HashSet<>();

    private final Set<String> here = new HashSet<>(Set.of("1"));
    private Optional<String> current = Optional.of("1");
    private Optional<String> runs = Optional.of("1");
    private boolean held;
    private boolean fetchFails;
    private boolean watchdogDown;
    private Optional<Progress> saved = Optional.empty();
    private int moments;
    private int cutAt = Integer.MAX_VALUE;
    private int restarts;

    void cutPowerAt(int moment) {
        cutAt = moments + moment;
    }

    void failFetching() {
        fetchFails = true;
    }

    void stopTheWatchdog() {
        watchdogDown = true;
    }

    /** The device boots: what {@code current} points to runs. */
    void boot() {
        cutAt = Integer.MAX_VALUE;
        runs = current;
    }

    Optional<String> runs() {
        return runs;
    }

    boolean held() {
        return held;
    }

    int restarts() {
        return restarts;
    }

    private void moment() {
        if (++moments >= cutAt) {
            throw new PowerCut();
        }
    }

    private void change(Runnable what) {
        moment();
        what.run();
        moment();
    }

    @Override
    public Optional<String> current() {
        return current;
    }

    @Override
    public void fetch(String version) throws IOException {
        if (fetchFails) {
            throw new IOException("checksum");
        }
        change(() -> here.add(version));
    }

    @Override
    public void hold() throws IOException {
        if (watchdogDown) {
            throw new IOException("the watchdog is not running");
        }
        change(() -> held = true);
    }

    @Override
    public void release() {
        change(() -> held = false);
    }

    @Override
    public void switchTo(Optional<String> version) throws IOException {
        if (version.isPresent() && !here.contains(version.get())) {
            throw new IOException("not here");
        }
        change(() -> current = version);
    }

    @Override
    public void restart() {
        restarts++;
        change(() -> runs = current);
    }

    @Override
    public Optional<String> watch(boolean needsNetwork) {
        moment();
        String version = runs.orElse("none");
        if (broken.contains(version)) {
            return Optional.of("it is silent");
        }
        return needsNetwork && cutters.contains(version) ? Optional.of("the network is gone") : Optional.empty();
    }

    @Override
    public void tidy(String to, Optional<String> from) {
        here.removeIf(version -> !version.equals(to) && !from.equals(Optional.of(version)));
    }

    @Override
    public Optional<Progress> read() {
        return saved;
    }

    @Override
    public void write(Progress progress) {
        change(() -> saved = Optional.of(progress));
    }
}
