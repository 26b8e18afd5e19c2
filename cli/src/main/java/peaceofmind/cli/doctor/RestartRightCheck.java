// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.machine.RestartRight;
import peaceofmind.cli.machine.UnitLookup;
import peaceofmind.watchdog.config.ServiceConfig;

/** Whether systemd knows the watched units, and polkit lets the watchdog restart them. */
final class RestartRightCheck implements Check {

    @Override
    public String name() {
        return "right to restart";
    }

    @Override
    public String rationale() {
        return "a watchdog without the right to restart a service can only watch it fail";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        List<String> units = context.config().watchdog().services().stream()
                .map(ServiceConfig::unit)
                .flatMap(Optional::stream)
                .toList();
        if (context.isDemo() || units.isEmpty()) {
            return Finding.notApplicable("the watchdog starts its processes itself");
        } else if (!context.machine().hasSystemd()) {
            return Finding.notApplicable("this machine does not run systemd");
        }
        List<String> problems = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String unit : units) {
            if (UnitLookup.find(context.machine(), unit) instanceof UnitLookup.Unusable unusable) {
                problems.add(unusable.problem());
                continue;
            }
            switch (RestartRight.check(context.machine(), unit)) {
                case RestartRight.Granted _ -> {}
                case RestartRight.Refused refused -> problems.add(refused.reason());
                case RestartRight.NotTried notTried -> unknown.add(unit + ": " + notTried.reason());
            }
        }
        if (!problems.isEmpty()) {
            return Finding.bad(
                    String.join("; ", problems),
                    "sudo peace setup writes the polkit rule for the unit; without it, correct watchdog.services");
        }
        return unknown.isEmpty()
                ? Finding.good("polkit lets the watchdog restart " + String.join(", ", units))
                : Finding.unknown("cannot be checked: " + String.join("; ", unknown), "sudo peace doctor");
    }
}
