package peaceofmind.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.linux.Subprocess;

/** Whether every unit starts at boot and runs now. */
final class UnitsCheck implements Check {

    @Override
    public String name() {
        return "units";
    }

    @Override
    public String rationale() {
        return "what is not enabled does not come back after a power cut, and nobody is there to start it";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        if (context.isDemo()) {
            return Finding.notHere("a demo starts its processes itself");
        } else if (!context.machine().hasSystemd()) {
            return Finding.notHere("no systemd runs this machine");
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

    /** systemctl answers in words also where its exit code says no. */
    private static String systemctl(DoctorContext context, String verb, String unit) throws InterruptedException {
        return switch (context.machine().run(List.of("systemctl", verb, unit))) {
            case Subprocess.Exited ended -> {
                String state = ended.output().strip();
                yield state.isEmpty() ? "not there" : state;
            }
            case Subprocess.TimedOut _ -> "not answered for";
            case Subprocess.NotStarted _ -> "unknown";
        };
    }
}
