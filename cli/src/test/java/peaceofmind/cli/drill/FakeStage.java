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
final class FakeStage implements Stage {

    final FakeClock clock = new FakeClock();
    final List<String> done = new ArrayList<>();
    long restartsLeft = 3;
    Optional<Boolean> connected = Optional.empty();
    private final Duration recovery;
    private long faultAt = -1;
    private long pid = 100;

    FakeStage(Duration recovery) {
        this.recovery = recovery;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Optional<Heartbeat> beat() {
        if (faultAt >= 0 && clock.nanoTime() - faultAt < recovery.toNanos()) {
            return Optional.empty();
        } else if (faultAt >= 0) {
            pid = 101;
        }
        try {
            Json.ObjectBuilder beat = Json.object()
                    .put("timestamp", "2026-11-25T08:00:00Z")
                    .put("state", "ready")
                    .put("pid", pid);
            connected.ifPresent(yes -> beat.put("internet_connected", yes));
            return Optional.of(Heartbeat.parse(beat.build().toJson()));
        } catch (JsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void signal(long target, int signal) {
        done.add("signal " + signal + " to " + target);
        if (faultAt < 0) {
            faultAt = clock.nanoTime();
        }
    }

    @Override
    public boolean lives(long target) {
        return target == pid && (faultAt < 0 || clock.nanoTime() - faultAt < recovery.toNanos());
    }

    @Override
    public void undoLater(Duration after, String shellCommand) {
        done.add("in " + after.toSeconds() + " s: " + shellCommand);
    }

    @Override
    public Subprocess.Outcome run(List<String> command) {
        done.add(String.join(" ", command));
        if (command.getFirst().equals("ip")) {
            connected = Optional.of(command.getLast().equals("up"));
        }
        return new Subprocess.Exited(0, "", "");
    }

    @Override
    public Optional<Long> restarts() {
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
        done.add("reboot");
    }
}
