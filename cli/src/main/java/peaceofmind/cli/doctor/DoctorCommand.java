package peaceofmind.cli.doctor;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.Device;
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
        description = "Checks everything that a device must have to be left alone.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:nothing to do", " 1:something to look at"})
public final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Device device;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean asJson;

    @Option(names = "--fix", description = "Mends what can be mended without harm, and looks again.")
    private boolean fix;

    DoctorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Machine machine = Machine.real();
        PrintWriter out = spec.commandLine().getOut();
        Examination examination = examine(machine);
        if (fix) {
            for (Examination.Result result : examination.results()) {
                for (List<String> command : result.finding().fix()) {
                    spec.commandLine().getErr().println(mend(machine, command));
                }
            }
            examination = examine(machine);
        }
        if (asJson) {
            out.println(examination.toJson().toPrettyJson());
        } else {
            examination.toLines(Tty.ofOutput(System.getenv())).forEach(out::println);
        }
        return examination.exitCode();
    }

    private Examination examine(Machine machine) throws InterruptedException {
        return Examination.of(Examination.all(), Admission.of(device, machine));
    }

    private static String mend(Machine machine, List<String> command) throws InterruptedException {
        String line = String.join(" ", command);
        return switch (machine.run(command)) {
            case Subprocess.Exited ended when ended.succeeded() -> "done: " + line;
            case Subprocess.Exited ended ->
                "not done: " + line + ": " + ended.errorOutput().strip()
                        + (machine.user().equals("root") ? "" : " (try again with sudo)");
            case Subprocess.TimedOut _ -> "not done in time: " + line;
            case Subprocess.NotStarted problem -> "not done: " + problem.reason();
        };
    }
}
