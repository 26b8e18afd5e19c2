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
        return "a damaged card changes files in silence";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        if (context.isDemo()) {
            return Finding.notHere("a demo runs from the checkout");
        } else if (context.machine()
                .output("dpkg-query", "-W", "-f", "${Version}", packageName)
                .isEmpty()) {
            return Finding.notHere("no package " + packageName + " is installed");
        }
        return switch (context.machine().run(List.of("dpkg", "-V", packageName))) {
            case Subprocess.Exited ended -> {
                // Lines with a c are configuration, which people change.
                List<String> changed = ended.output()
                        .lines()
                        .filter(line -> line.length() > 12 && line.charAt(10) != 'c')
                        .map(line -> line.substring(12).strip())
                        .toList();
                yield changed.isEmpty()
                        ? Finding.good("every file is as it was delivered")
                        : Finding.bad(
                                "not as delivered: " + String.join(", ", changed),
                                "sudo apt install --reinstall " + packageName + "; then peace doctor: disk health");
            }
            case Subprocess.TimedOut _, Subprocess.NotStarted _ ->
                Finding.cannotTell("dpkg -V gives no answer", "dpkg -V " + packageName);
        };
    }
}
