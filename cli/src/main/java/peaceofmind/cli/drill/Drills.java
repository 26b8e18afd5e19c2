package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.device.Device;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.config.ServiceConfig;

/** Runs drills on the device that a command speaks of, and remembers how they went. */
final class Drills {

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

    private final Device device;
    private final Machine machine;
    private final Optional<String> link;
    private final Stage stage;
    private final Duration staleAfter;

    Drills(Device device, Machine machine, Optional<String> link) throws ConfigException {
        ServiceConfig service = device.watchdog().services().getFirst();
        this.device = device;
        this.machine = machine;
        this.link = link;
        this.stage = new LiveStage(
                machine, device.watchdog().socket(), device.recorder().socket(), service);
        this.staleAfter = service.staleAfter();
    }

    /** Refuses what would hurt now. */
    void checkAllowed(List<Scenario> scenarios, boolean whileRecording)
            throws ConfigException, CommandFailedException, InterruptedException {
        Optional<Heartbeat> beat = awaitBeat();
        if (beat.isEmpty()) {
            throw new CommandFailedException("the recorder does not beat: that is no drill. peace status");
        }
        boolean recording = beat.get().json().bool("recording_active").orElse(false);
        if (recording && !whileRecording) {
            throw new CommandFailedException(
                    "it is recording: its video would have a gap. Wait for the end (peace recorder"
                            + " stop), or say --while-recording");
        }
        boolean demo = device.watchdog().simulatedBoot().isPresent();
        for (Scenario scenario : scenarios) {
            if (demo && !scenario.isHarmless()) {
                throw new CommandFailedException(scenario.word()
                        + " would hurt this machine, and a demo is not a device: kill, freeze and hang work");
            }
        }
    }

    /** One drill; those before it must be over. */
    Result run(Scenario scenario) throws ConfigException, IOException, InterruptedException {
        awaitBeat();
        DrillRecord record = DrillRecord.read(device.agent().drillState());
        Duration promise = scenario.promise(staleAfter);
        Instant until = Clock.system().now().plus(promise.multipliedBy(3));
        record = record.running(scenario, until);
        Result result = switch (scenario) {
            case KILL, FREEZE, HANG -> new ProcessDrill(stage, staleAfter).run(scenario);
            case DISK ->
                new DeviceDrill(stage, promise)
                        .disk(device.recorder().storage(), device.recorder().refuseBelowFree() / 2);
            case NETWORK -> network(promise);
            case REBOOT, POWER -> new BootDrill(stage, machine.root(), staleAfter).begin(scenario, record);
        };
        if (result.verdict() != Result.Verdict.GOES_ON) {
            record.finished(result);
        }
        return result;
    }

    private Result network(Duration promise) throws IOException, InterruptedException {
        Optional<String> chosen = link.or(this::defaultLink);
        if (chosen.isEmpty()) {
            return Result.notTried(
                    Scenario.NETWORK, Clock.system().now(), promise, "no default route: name one with --interface");
        }
        return new DeviceDrill(stage, promise).network(chosen.get());
    }

    /** Of {@code /proc/net/route}: destination 0 is the default route. */
    private Optional<String> defaultLink() {
        Path routes = machine.path("/proc/net/route");
        try {
            return Files.readAllLines(routes).stream()
                    .map(line -> line.split("\\s+", -1))
                    .filter(parts -> parts.length > 2 && parts[1].equals("00000000"))
                    .map(parts -> parts[0])
                    .filter(name -> name.matches("[A-Za-z0-9._-]{1,15}"))
                    .findFirst();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    Optional<Result> resume() throws ConfigException, IOException, InterruptedException {
        DrillRecord record = DrillRecord.read(device.agent().drillState());
        Optional<Result> result = new BootDrill(stage, machine.root(), staleAfter).resume(record);
        if (result.isPresent()) {
            record.finished(result.get());
        }
        return result;
    }

    /** A heartbeat is fresh only once it was seen to change. */
    private Optional<Heartbeat> awaitBeat() throws InterruptedException {
        long begun = stage.clock().nanoTime();
        stage.beat();
        stage.clock().sleep(Duration.ofMillis(2500));
        while (stage.beat().isEmpty() && stage.clock().nanoTime() - begun < SETTLE_LIMIT.toNanos()) {
            stage.pause();
        }
        return stage.beat();
    }
}
