// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.linux.Subprocess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks everything that a device needs to run unattended.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:nothing to do", " 1:something needs attention"})
public final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean asJson;

    @Option(names = "--fix", description = "Fix what can be fixed safely, then check again.")
    private boolean fix;

    DoctorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Machine machine = Machine.real();
        PrintWriter out = spec.commandLine().getOut();
        if (device.isAbsent() && !asJson) {
            out.println("Nothing is installed here, and no demo runs: ./peace demo starts one on any machine, and"
                    + " docs/install.md shows how to set up a device.");
            return 1;
        }
        DoctorReport report = runChecks(machine);
        if (fix) {
            for (DoctorReport.CheckResult result : report.results()) {
                for (List<String> command : result.finding().fixCommands()) {
                    spec.commandLine().getErr().println(applyFix(machine, command));
                }
            }
            report = runChecks(machine);
        }
        if (asJson) {
            out.println(report.toJson().toPrettyJson());
        } else {
            report.toLines(Tty.ofOutput(System.getenv())).forEach(out::println);
        }
        return report.exitCode();
    }

    private DoctorReport runChecks(Machine machine) throws InterruptedException {
        return DoctorReport.run(DoctorReport.allChecks(), ContextLoader.load(device, machine));
    }

    private static String applyFix(Machine machine, List<String> command) throws InterruptedException {
        String line = String.join(" ", command);
        return switch (machine.run(command)) {
            case Subprocess.Exited exited when exited.succeeded() -> "done: " + line;
            case Subprocess.Exited exited ->
                "failed: " + line + ": " + exited.errorOutput().strip()
                        + (machine.user().equals("root") ? "" : " (try again with sudo)");
            case Subprocess.TimedOut _ -> "timed out: " + line;
            case Subprocess.NotStarted notStarted -> "failed: " + notStarted.reason();
        };
    }
}
