// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the files with passwords and tokens exist, are not empty, and can be read by their owner only. */
final class CredentialsCheck implements Check {

    private static final Set<PosixFilePermission> FORBIDDEN_PERMISSIONS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    @Override
    public String name() {
        return "credentials";
    }

    @Override
    public String rationale() {
        return "without them nothing is uploaded, shipped or mailed; readable by others, they are no secrets";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (context.secrets().files().isEmpty()) {
            return Finding.notApplicable("none configured");
        }
        List<String> problems = new ArrayList<>();
        List<List<String>> fixCommands = new ArrayList<>();
        for (String path : context.secrets().files()) {
            Path file = context.machine().path(Path.of(path));
            try {
                if (!Files.exists(file)) {
                    problems.add(path + " does not exist");
                } else if (Files.size(file) == 0) {
                    problems.add(path + " is empty");
                } else if (Files.getPosixFilePermissions(file).stream().anyMatch(FORBIDDEN_PERMISSIONS::contains)) {
                    problems.add(path + " can be read by others");
                    fixCommands.add(List.of("chmod", "600", file.toString()));
                }
            } catch (IOException unreadable) {
                problems.add(path + " cannot be read by " + context.machine().user());
            }
        }
        return problems.isEmpty()
                ? Finding.good(context.secrets().files().size() + " files, none empty, all private")
                : Finding.bad(String.join("; ", problems), "write the secret into the file; sudo chmod 600 FILE")
                        .withFix(fixCommands);
    }
}
