// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.Subprocess;
import peaceofmind.testkit.FakeClock;

/** A device whose recorder comes back after a given time, or never. */
final class FakeDeviceUnderTest implements DeviceUnderTest {

    final FakeClock clock = new FakeClock();
    final List<String> actions = new ArrayList<>();
    long restartsLeft = 3;
    Optional<Boolean> connected = Optional.empty();
    /** Of a service that probes watch: until one reaches the new process. */
    Optional<Duration> probeDelay = Optional.empty();
    /** Whether the probes succeed in spite of the fault. */
    boolean isUnnoticed;

    private final Duration recoveryTime;
    private long faultNanos = -1;
    private long pid = 100;

    FakeDeviceUnderTest(Duration recoveryTime) {
        this.recoveryTime = recoveryTime;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Optional<Heartbeat> heartbeat() {
        if (faultNanos >= 0 && clock.nanoTime() - faultNanos < recoveryTime.toNanos()) {
            return Optional.empty();
        } else if (faultNanos >= 0) {
            pid = 101;
        }
        try {
            Json.ObjectBuilder heartbeat = Json.object()
                    .put("timestamp", "2026-11-25T08:00:00Z")
                    .put("state", "ready")
                    .put("pid", pid);
            connected.ifPresent(yes -> heartbeat.put("internet_connected", yes));
            return Optional.of(Heartbeat.parse(heartbeat.build().toJson()));
        } catch (JsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String service() {
        return "recorder";
    }

    @Override
    public Optional<LiveProcess> process() {
        return probeDelay.isPresent()
                ? probed(probeDelay.get())
                : heartbeat().map(heartbeat -> new LiveProcess(heartbeat.pid().orElseThrow(), Duration.ZERO));
    }

    private Optional<LiveProcess> probed(Duration delay) {
        Duration sinceFault = Duration.ofNanos(faultNanos < 0 ? 0 : clock.nanoTime() - faultNanos);
        if (faultNanos < 0 || isUnnoticed) {
            return Optional.of(new LiveProcess(100, Duration.ofSeconds(3)));
        } else if (sinceFault.compareTo(recoveryTime) < 0) {
            return Optional.empty();
        }
        pid = 101;
        Duration sinceBeat = sinceFault.minus(recoveryTime).minus(delay);
        return Optional.of(
                new LiveProcess(pid, sinceBeat.isNegative() ? sinceFault.plusSeconds(3) : sinceBeat.plusMillis(1)));
    }

    @Override
    public boolean isWell() {
        return heartbeat().isPresent();
    }

    @Override
    public Duration beatInterval() {
        return Duration.ZERO;
    }

    @Override
    public void signal(long process, int signal) {
        actions.add("signal " + signal + " to " + process);
        if (faultNanos < 0) {
            faultNanos = clock.nanoTime();
        }
    }

    @Override
    public boolean isAlive(long process) {
        return process == pid && (faultNanos < 0 || clock.nanoTime() - faultNanos < recoveryTime.toNanos());
    }

    @Override
    public void scheduleUndo(Duration delay, String shellCommand) {
        actions.add("in " + delay.toSeconds() + " s: " + shellCommand);
    }

    @Override
    public Subprocess.Result run(List<String> command) {
        actions.add(String.join(" ", command));
        if (command.getFirst().equals("ip")) {
            connected = Optional.of(command.getLast().equals("up"));
        }
        return new Subprocess.Exited(0, "", "");
    }

    @Override
    public Optional<Long> restartCount() {
        return Optional.of(0L);
    }

    @Override
    public Optional<Long> restartsLeft() {
        return Optional.of(restartsLeft);
    }

    @Override
    public boolean refusesToRecord() {
        return true;
    }

    @Override
    public void reboot() {
        actions.add("reboot");
    }
}
