// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.shortcut;

import java.util.List;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.ServiceArgument;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.linux.Subprocess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace restart}. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {"Restarts a watched service.", "The restart does not count as a failure."})
public final class RestartCommand implements Callable<Integer> {

    private static final List<String> MONITOR_UNITS = List.of("recorder-watchdog.service", "recorder-agent.service");

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Mixin
    private final ServiceArgument service = new ServiceArgument();

    @Option(names = "--all", description = "Also restart the watchdog and the agent.")
    private boolean withMonitors;

    RestartCommand() {}

    @Override
    public Integer call() throws ConfigException, ControlException, CommandFailedException, InterruptedException {
        Machine machine = Machine.real();
        String name = service.in(device);
        if (withMonitors && device.watchdog().simulatedBoot().isEmpty()) {
            restartMonitors(machine);
        } else if (withMonitors) {
            spec.commandLine()
                    .getOut()
                    .println("watchdog and agent belong to the demo, which restarts them when they exit");
        }
        return WatchdogRequest.send(
                device, Json.object().put("command", "restart").put("service", name), spec);
    }

    private void restartMonitors(Machine machine) throws CommandFailedException, InterruptedException {
        if (!machine.hasSystemd()) {
            throw new CommandFailedException(
                    "this machine does not run systemd: restart watchdog and agent the way you start them");
        }
        for (String unit : MONITOR_UNITS) {
            Subprocess.Result result = machine.run(List.of("systemctl", "restart", unit));
            if (result instanceof Subprocess.Exited exited && exited.succeeded()) {
                spec.commandLine().getOut().println(unit + " restarted");
            } else {
                throw new CommandFailedException(
                        unit + " was not restarted (" + Machine.failureReason(result) + "): try again with sudo");
            }
        }
    }
}
