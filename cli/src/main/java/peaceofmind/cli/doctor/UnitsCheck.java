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
    public String why() {
        return "what is not enabled does not come back after a power cut, and nobody is there to start it";
    }

    @Override
    public Finding look(Patient patient) throws InterruptedException {
        if (patient.isDemo()) {
            return Finding.notHere("a demo starts its processes itself");
        } else if (!patient.machine().hasSystemd()) {
            return Finding.notHere("no systemd runs this machine");
        }
        List<String> wrong = new ArrayList<>();
        List<List<String>> fix = new ArrayList<>();
        for (String unit : patient.units()) {
            String enabled = word(patient, "is-enabled", unit);
            String active = word(patient, "is-active", unit);
            boolean starts = enabled.equals("enabled") || enabled.equals("alias") || enabled.equals("static");
            if (!starts || !active.equals("active")) {
                wrong.add(unit + " is " + enabled + " and " + active);
                fix.add(List.of("systemctl", "enable", "--now", unit));
            }
        }
        return wrong.isEmpty()
                ? Finding.good(String.join(", ", patient.units()) + " are enabled and active")
                : Finding.bad(String.join("; ", wrong), "sudo systemctl enable --now UNIT")
                        .fixedBy(fix);
    }

    /** systemctl answers in words also where its exit code says no. */
    private static String word(Patient patient, String question, String unit) throws InterruptedException {
        return switch (patient.machine().run(List.of("systemctl", question, unit))) {
            case Subprocess.Exited ended -> {
                String word = ended.output().strip();
                yield word.isEmpty() ? "not there" : word;
            }
            case Subprocess.TimedOut _ -> "not answered for";
            case Subprocess.NotStarted _ -> "unknown";
        };
    }
}
