// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the units can start more threads and processes: systemd.resource-control(5), TasksMax=. */
final class TasksCheck implements Check {

    private static final Pattern CURRENT = Pattern.compile("(?m)^TasksCurrent=(\\d+)$");
    private static final Pattern MAX = Pattern.compile("(?m)^TasksMax=(\\d+)$");
    private static final double MAX_USED = 0.8;

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public String rationale() {
        return "a service without a free task cannot start a thread or ffmpeg, and fails in ways that nobody expects";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        if (context.isDemo() || !context.machine().hasSystemd()) {
            return Finding.notApplicable("no unit of systemd");
        }
        List<String> problems = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String unit : context.units()) {
            Optional<String> shown =
                    context.machine().output("systemctl", "show", "-p", "TasksCurrent,TasksMax", "--", unit);
            if (shown.isEmpty()) {
                unknown.add(unit);
                continue;
            }
            Matcher current = CURRENT.matcher(shown.get());
            Matcher max = MAX.matcher(shown.get());
            // A unit that does not run has no tasks, and one without a limit has enough.
            if (current.find()
                    && max.find()
                    && Double.parseDouble(current.group(1)) > MAX_USED * Double.parseDouble(max.group(1))) {
                problems.add(unit + " uses " + current.group(1) + " of " + max.group(1) + " tasks");
            }
        }
        if (!problems.isEmpty()) {
            return Finding.attention(
                    String.join("; ", problems),
                    "systemctl status UNIT shows its processes; sudo systemctl edit UNIT, [Service] TasksMax=, allows"
                            + " more");
        }
        return unknown.isEmpty()
                ? Finding.good("every unit may start more")
                : Finding.unknown("systemctl does not show those of " + String.join(", ", unknown), "systemctl status");
    }
}
