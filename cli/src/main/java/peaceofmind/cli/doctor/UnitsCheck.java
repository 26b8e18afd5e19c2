// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.linux.Subprocess;

/** Whether every unit is enabled at boot and running. */
final class UnitsCheck implements Check {

    @Override
    public String name() {
        return "units";
    }

    @Override
    public String rationale() {
        return "a unit that is not enabled does not start after a power cut";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        if (context.isDemo()) {
            return Finding.notApplicable("a demo starts its processes itself");
        } else if (!context.machine().hasSystemd()) {
            return Finding.notApplicable("this machine does not run systemd");
        }
        List<String> problems = new ArrayList<>();
        List<List<String>> fixCommands = new ArrayList<>();
        for (String unit : context.units()) {
            String enabled = systemctl(context, "is-enabled", unit);
            String active = systemctl(context, "is-active", unit);
            boolean starts = enabled.equals("enabled") || enabled.equals("alias") || enabled.equals("static");
            if (!starts || !active.equals("active")) {
                problems.add(unit + " is " + enabled + " and " + active);
                fixCommands.add(List.of("systemctl", "enable", "--now", unit));
            }
        }
        return problems.isEmpty()
                ? Finding.good(String.join(", ", context.units()) + " are enabled and active")
                : Finding.bad(String.join("; ", problems), "sudo systemctl enable --now UNIT")
                        .withFix(fixCommands);
    }

    /** systemctl prints the state even when its exit code says no. */
    private static String systemctl(DoctorContext context, String verb, String unit) throws InterruptedException {
        return switch (context.machine().run(List.of("systemctl", verb, unit))) {
            case Subprocess.Exited exited -> {
                String state = exited.output().strip();
                yield state.isEmpty() ? "not installed" : state;
            }
            case Subprocess.TimedOut _ -> "unknown (systemctl timed out)";
            case Subprocess.NotStarted _ -> "unknown";
        };
    }
}
