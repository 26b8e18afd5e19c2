// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import peaceofmind.cli.machine.Machine;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.health.ServiceCondition;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.ProcessLauncher;
import peaceofmind.linux.ProcessStat;
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.config.ServiceConfig;

/** The device or demo that this runs on. */
final class LiveDevice implements DeviceUnderTest {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);
    private static final Duration MAX_HEARTBEAT_AGE = Duration.ofSeconds(2);
    private static final Path PROC = Path.of("/proc");
    private static final Set<ServiceCondition> ALIVE = Set.of(ServiceCondition.HEALTHY, ServiceCondition.UNREADABLE);

    private final Machine machine;
    private final WatchdogClient watchdog;
    private final RecorderClient recorder;
    private final ServiceConfig service;
    private final Optional<HeartbeatReader> reader;

    LiveDevice(Machine machine, Path watchdogSocket, Path recorderSocket, ServiceConfig service) {
        this.machine = machine;
        this.watchdog = new WatchdogClient(watchdogSocket, REQUEST_TIMEOUT);
        this.recorder = new RecorderClient(recorderSocket, REQUEST_TIMEOUT);
        this.service = service;
        this.reader =
                service.heartbeat().map(file -> new HeartbeatReader(file, service.heartbeatOwner(), System::nanoTime));
    }

    @Override
    public Clock clock() {
        return Clock.system();
    }

    @Override
    public Optional<Heartbeat> heartbeat() {
        return reader.isPresent()
                        && reader.get().read() instanceof HeartbeatReading.Present present
                        && present.age().compareTo(MAX_HEARTBEAT_AGE) < 0
                ? Optional.of(present.heartbeat())
                : Optional.empty();
    }

    @Override
    public String service() {
        return service.name();
    }

    /** From its heartbeat, where that names one: it is newer than what the watchdog knows. */
    @Override
    public Optional<LiveProcess> process() {
        OptionalLong writer = heartbeat().map(Heartbeat::pid).orElse(OptionalLong.empty());
        if (writer.isPresent()) {
            return Optional.of(new LiveProcess(writer.getAsLong(), Duration.ZERO));
        }
        return healthyReport()
                .flatMap(report -> report.json().integer("pid").map(pid -> new LiveProcess(pid, report.silence())));
    }

    @Override
    public boolean isWell() {
        return heartbeat().isPresent() || healthyReport().isPresent();
    }

    @Override
    public Duration beatInterval() {
        return serviceStatus().map(ServiceReport::beatInterval).orElse(Duration.ZERO);
    }

    /** The watchdog's, while the service has beaten as it should; what stands in its heartbeat does not matter. */
    private Optional<ServiceReport> healthyReport() {
        return serviceStatus()
                .filter(report -> report.condition().filter(ALIVE::contains).isPresent()
                        && report.silence().compareTo(report.beatInterval().plus(MAX_HEARTBEAT_AGE)) < 0);
    }

    @Override
    public void signal(long pid, int signal) throws IOException {
        if (isAlive(pid)) {
            try {
                CLibrary.kill(pid, signal);
            } catch (IOException refused) {
                if (isAlive(pid)) {
                    throw new IOException("no permission to signal process " + pid + ": try again with sudo", refused);
                }
            }
        }
    }

    @Override
    public boolean isAlive(long pid) {
        return ProcessStat.read(PROC, pid)
                .filter(process -> !process.hasExited())
                .isPresent();
    }

    @Override
    public void scheduleUndo(Duration delay, String shellCommand) throws IOException, InterruptedException {
        String seconds = Long.toString(delay.toSeconds());
        if (machine.hasSystemd() && machine.user().equals("root")) {
            Subprocess.Result timer = machine.run(
                    List.of("systemd-run", "--collect", "--on-active=" + seconds, "/bin/sh", "-c", shellCommand));
            if (timer instanceof Subprocess.Exited exited && exited.succeeded()) {
                return;
            }
        }
        ProcessLauncher.startDetached(List.of("/bin/sh", "-c", "sleep " + seconds + "; " + shellCommand));
    }

    @Override
    public Subprocess.Result run(List<String> command) throws InterruptedException {
        return machine.run(command);
    }

    @Override
    public Optional<Long> restartCount() {
        return serviceStatus().map(ServiceReport::restartsInWindow);
    }

    @Override
    public Optional<Long> restartsLeft() {
        return serviceStatus().map(report -> report.maxRestarts() - report.restartsInWindow());
    }

    /** The watchdog's status of the service. */
    private Optional<ServiceReport> serviceStatus() {
        try {
            return watchdog.status().service(service.name());
        } catch (ControlException unavailable) {
            return Optional.empty();
        }
    }

    @Override
    public boolean refusesToRecord() {
        try {
            recorder.request(Json.object().put("command", "start"));
        } catch (ControlException refused) {
            // It also refuses when it is already recording: that proves nothing.
            return refused.kind() == ControlException.Kind.REFUSED
                    && String.valueOf(refused.getMessage()).contains("free");
        }
        try {
            recorder.request(Json.object().put("command", "stop"));
        } catch (ControlException notStopped) {
            // Recording started and will finish on its own: that it started is the result.
            return false;
        }
        return false;
    }

    @Override
    public void reboot() throws IOException {
        try {
            watchdog.request(Json.object().put("command", "reboot"));
        } catch (ControlException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }
}
