// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.machine;

import java.util.List;
import java.util.Optional;
import peaceofmind.linux.Subprocess;

/** Whether polkit lets the watchdog restart a unit: it is asked as systemd would ask it, and nothing is restarted. */
public sealed interface RestartRight {

    record Granted() implements RestartRight {}

    record Refused(String reason) implements RestartRight {}

    record NotTried(String reason) implements RestartRight {}

    /** The unit of the watchdog, whose process is asked about. */
    String WATCHDOG_UNIT = "recorder-watchdog.service";

    /** Exit codes of pkcheck(1): not authorized, only with a password, dialog dismissed. */
    List<Integer> REFUSALS = List.of(1, 2, 3);

    static RestartRight check(Machine machine, String unit) throws InterruptedException {
        Optional<String> pid = machine.output("systemctl", "show", "-p", "MainPID", "--value", WATCHDOG_UNIT)
                .map(String::strip)
                .filter(text -> text.matches("[1-9]\\d*"));
        if (pid.isEmpty()) {
            return new NotTried("the watchdog is not running");
        } else if (!machine.user().equals("root")) {
            return new NotTried("only root may ask polkit about another user");
        }
        Subprocess.Result result = machine.run(List.of(
                "pkcheck",
                "--action-id",
                "org.freedesktop.systemd1.manage-units",
                "--process",
                pid.get(),
                "--detail",
                "unit",
                unit,
                "--detail",
                "verb",
                "restart"));
        return switch (result) {
            case Subprocess.Exited exited when exited.succeeded() -> new Granted();
            case Subprocess.Exited exited
            when REFUSALS.contains(exited.exitCode()) ->
                new Refused("polkit does not let the watchdog restart " + unit);
            case Subprocess.Exited _, Subprocess.TimedOut _, Subprocess.NotStarted _ ->
                new NotTried("pkcheck: " + Machine.failureReason(result));
        };
    }
}
