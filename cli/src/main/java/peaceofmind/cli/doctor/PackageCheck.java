// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.List;
import peaceofmind.linux.Subprocess;

/** Whether the installed files are those of the package. */
final class PackageCheck implements Check {

    private final String packageName;

    PackageCheck(String packageName) {
        this.packageName = packageName;
    }

    @Override
    public String name() {
        return "package";
    }

    @Override
    public String rationale() {
        return "a damaged card corrupts files silently";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        if (context.isDemo()) {
            return Finding.notApplicable("a demo runs from the checkout");
        } else if (context.machine()
                .output("dpkg-query", "-W", "-f", "${Version}", packageName)
                .isEmpty()) {
            return Finding.notApplicable("no package " + packageName + " is installed");
        }
        return switch (context.machine().run(List.of("dpkg", "-V", packageName))) {
            case Subprocess.Exited exited -> {
                // Lines marked with a c are configuration files, which people edit.
                List<String> changed = exited.output()
                        .lines()
                        .filter(line -> line.length() > 12 && line.charAt(10) != 'c')
                        .map(line -> line.substring(12).strip())
                        .toList();
                yield changed.isEmpty()
                        ? Finding.good("all files are unmodified")
                        : Finding.bad(
                                "modified: " + String.join(", ", changed),
                                "sudo apt install --reinstall " + packageName
                                        + "; then check disk health with peace doctor");
            }
            case Subprocess.TimedOut _, Subprocess.NotStarted _ ->
                Finding.unknown("dpkg -V failed", "dpkg -V " + packageName);
        };
    }
}
