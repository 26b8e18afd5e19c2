// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A device whose power can be cut before and after every single operation. */
final class FakeUpdateTarget implements UpdateTarget, ProgressStore {

    /** The power is cut: no code of the program runs any more. */
    static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Versions that never become healthy. */
    final Set<String> broken = new HashSet<>();

    /** Versions that cut the network. */
    final Set<String> networkBreaking = new HashSet<>();

    private final Set<String> installed = new HashSet<>(Set.of("1"));
    private Optional<String> current = Optional.of("1");
    private Optional<String> running = Optional.of("1");
    private boolean held;
    private boolean fetchFails;
    private boolean watchdogDown;
    private Optional<UpdateProgress> savedProgress = Optional.empty();
    private int operations;
    private int powerCutAt = Integer.MAX_VALUE;
    private int restarts;

    void cutPowerAt(int operation) {
        powerCutAt = operations + operation;
    }

    void failFetching() {
        fetchFails = true;
    }

    void stopWatchdog() {
        watchdogDown = true;
    }

    /** The device boots: what {@code current} points to runs. */
    void boot() {
        powerCutAt = Integer.MAX_VALUE;
        running = current;
    }

    Optional<String> running() {
        return running;
    }

    boolean held() {
        return held;
    }

    int restarts() {
        return restarts;
    }

    private void countOperation() {
        if (++operations >= powerCutAt) {
            throw new PowerCut();
        }
    }

    private void mutate(Runnable mutation) {
        countOperation();
        mutation.run();
        countOperation();
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
        mutate(() -> installed.add(version));
    }

    @Override
    public void hold() throws IOException {
        if (watchdogDown) {
            throw new IOException("the watchdog is not running");
        }
        mutate(() -> held = true);
    }

    @Override
    public void release() {
        mutate(() -> held = false);
    }

    @Override
    public void switchTo(Optional<String> version) throws IOException {
        if (version.isPresent() && !installed.contains(version.get())) {
            throw new IOException("not here");
        }
        mutate(() -> current = version);
    }

    @Override
    public void restart() {
        restarts++;
        mutate(() -> running = current);
    }

    @Override
    public Optional<String> awaitHealthy(boolean needsNetwork) {
        countOperation();
        String version = running.orElse("none");
        if (broken.contains(version)) {
            return Optional.of("it is silent");
        }
        return needsNetwork && networkBreaking.contains(version)
                ? Optional.of("the network is gone")
                : Optional.empty();
    }

    @Override
    public void prune(String to, Optional<String> from) {
        installed.removeIf(version -> !version.equals(to) && !from.equals(Optional.of(version)));
    }

    @Override
    public Optional<UpdateProgress> read() {
        return savedProgress;
    }

    @Override
    public void write(UpdateProgress progress) {
        mutate(() -> savedProgress = Optional.of(progress));
    }
}
