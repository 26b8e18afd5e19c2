// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.reset;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.health.ServiceCondition;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.config.ServiceConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace reset}. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the recorder of this package over with an empty storage, as a last resort.",
            "Videos and database are moved aside, not deleted, and can be moved back. Without --yes it only prints"
                    + " what it would do."
        })
public final class ResetCommand implements Callable<Integer> {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final DateTimeFormatter NAME_FORMAT =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Option(names = "--yes", description = "Confirm to start over with an empty storage.")
    private boolean yes;

    @Option(names = "--undo", paramLabel = "NAME", description = "Move back what the reset of that name moved aside.")
    private Optional<String> undo = Optional.empty();

    ResetCommand() {}

    @Override
    public Integer call()
            throws ConfigException, ControlException, CommandFailedException, IOException, InterruptedException {
        String service = recorderService();
        Path storage = device.recorder().storage();
        PrintWriter out = spec.commandLine().getOut();
        Reset reset = new Reset(storage);
        if (!yes && undo.isEmpty()) {
            out.println("This would stop the recorder, move " + HumanFormat.bytes(reset.totalBytes())
                    + " of videos with their database to " + storage
                    + "/reset-TIME, and start it with an empty storage.");
            out.println("Nothing is deleted. To do it: peace reset --yes");
            return 0;
        }
        Optional<String> earlier = undo.map(name -> name.replaceFirst("^reset-", ""));
        if (earlier.isPresent()) {
            // Before anything is stopped.
            reset.existing(earlier.get());
        }
        send("stop", service);
        try {
            awaitStopped(service);
            List<String> moved;
            if (earlier.isPresent()) {
                moved = reset.moveBack(earlier.get());
                out.println("moved back: " + String.join(", ", moved));
            } else {
                String name = NAME_FORMAT.format(Instant.now());
                moved = reset.moveAside(name);
                out.println("moved to " + storage + "/reset-" + name + ": " + String.join(", ", moved));
                out.println("To undo it: peace reset --undo " + name);
            }
        } finally {
            // Whatever happened: the device must record again.
            send("start", service);
        }
        return 0;
    }

    /** What another program stores, and where, is not known here. */
    private String recorderService() throws ConfigException, CommandFailedException {
        List<ServiceConfig> services = device.watchdog().services();
        return services.stream()
                .filter(device.config()::isPackagedRecorder)
                .map(ServiceConfig::name)
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        "a reset is for the recorder of this package, which is not watched here. Stop "
                                + services.getFirst().name() + " (peace watchdog stop "
                                + services.getFirst().name() + "), move its files aside yourself, and start it again"));
    }

    private void send(String command, String service) throws ConfigException, ControlException {
        String message = new WatchdogClient(device.watchdog().socket(), REQUEST_TIMEOUT).request(command, service);
        spec.commandLine().getOut().println(message);
    }

    /** Nothing must be moved while the recorder still writes. */
    private void awaitStopped(String name)
            throws ConfigException, ControlException, CommandFailedException, InterruptedException {
        WatchdogClient watchdog = new WatchdogClient(device.watchdog().socket(), REQUEST_TIMEOUT);
        Clock clock = Clock.system();
        long startNanos = clock.nanoTime();
        while (clock.nanoTime() - startNanos < STOP_TIMEOUT.toNanos()) {
            if (watchdog.status()
                    .service(name)
                    .flatMap(ServiceReport::condition)
                    .equals(Optional.of(ServiceCondition.STOPPED))) {
                return;
            }
            clock.sleep(Duration.ofMillis(500));
        }
        throw new CommandFailedException("the recorder did not stop within " + STOP_TIMEOUT.toSeconds()
                + " s: nothing was moved. Reboot with peace reboot --yes, then try again");
    }
}
