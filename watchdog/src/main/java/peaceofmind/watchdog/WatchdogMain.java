// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.log.LogFile;
import peaceofmind.foundation.process.DaemonRunner;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ParentProcess;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.watchdog.act.Actuator;
import peaceofmind.watchdog.act.CommandActuator;
import peaceofmind.watchdog.act.ProcessActuator;
import peaceofmind.watchdog.act.SupervisedProcess;
import peaceofmind.watchdog.act.SystemdActuator;
import peaceofmind.watchdog.act.SystemdUnits;
import peaceofmind.watchdog.config.ServiceConfig;
import peaceofmind.watchdog.config.WatchdogConfig;
import peaceofmind.watchdog.device.DemoDevice;
import peaceofmind.watchdog.device.Device;
import peaceofmind.watchdog.device.LinuxDevice;
import peaceofmind.watchdog.loop.Watchdog;

/**
 * The watchdog process: {@code --config FILE}. Exit codes: 0 after SIGTERM, 1 it could not start, 2 invalid configuration, 75 a
 * simulated device reboots.
 */
public final class WatchdogMain {

    private static final long MAX_LOG_BYTES = 4 * 1024 * 1024;

    /** systemd and the demo wait for 20 s. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private WatchdogMain() {}

    /** Runs until SIGTERM. */
    public static void main(String[] arguments) throws InterruptedException {
        int exitCode = new DaemonRunner("watchdog", STOP_TIMEOUT).run(arguments, document -> {
            WatchdogConfig config = WatchdogConfig.read(document);
            return () -> start(config);
        });
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private static Watchdog start(WatchdogConfig config) throws IOException {
        Clock clock = Clock.system();
        Log log = Log.toConsole(clock, openLogFile(config));
        Device device = config.simulatedBoot().isPresent()
                ? DemoDevice.read(config.simulatedBoot().get(), System::exit)
                : new LinuxDevice(Runtime.getRuntime()::halt);
        String bootId = device.bootId();
        ServiceNotifier notifier = ServiceNotifier.fromEnvironment(
                System.getenv(), ProcessHandle.current().pid());
        SystemdUnits units = new SystemdUnits(clock);
        Watchdog watchdog = Watchdog.start(
                config,
                device,
                service -> startActuator(config, service, units, bootId, clock, log),
                notifier,
                clock,
                log);
        ParentProcess.watch(System.getenv(), () -> System.exit(0));
        return watchdog;
    }

    private static Optional<LogFile> openLogFile(WatchdogConfig config) {
        try {
            Files.createDirectories(config.logFolder());
            return Optional.of(new LogFile(config.logFolder().resolve("watchdog.log"), MAX_LOG_BYTES));
        } catch (IOException failure) {
            System.err.println("No log file in " + config.logFolder() + ": " + ErrorText.of(failure));
            return Optional.empty();
        }
    }

    private static Actuator startActuator(
            WatchdogConfig config, ServiceConfig service, SystemdUnits units, String bootId, Clock clock, Log log) {
        return switch (service.actuator()) {
            case SYSTEMD -> new SystemdActuator(units, service.unit().orElseThrow(), clock);
            case COMMAND -> new CommandActuator(service.commands().orElseThrow(), clock);
            case PROCESS -> ProcessActuator.start(supervisedProcess(config, service, bootId), clock, log::warn);
        };
    }

    private static SupervisedProcess supervisedProcess(WatchdogConfig config, ServiceConfig service, String bootId) {
        return SupervisedProcess.withDefaults(
                service.name(),
                service.command(),
                config.outputOf(service),
                config.stateFolder().resolve(service.name() + ".process.json"),
                bootId,
                config.stopServicesOnExit());
    }
}
