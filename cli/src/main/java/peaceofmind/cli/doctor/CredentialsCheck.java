package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the files with passwords and tokens are there, filled, and for their owner only. */
final class CredentialsCheck implements Check {

    private static final Set<PosixFilePermission> FORBIDDEN_PERMISSIONS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    @Override
    public String name() {
        return "credentials";
    }

    @Override
    public String rationale() {
        return "without them nothing is uploaded, shipped or mailed; readable by all, they are everybody's";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (context.secrets().files().isEmpty()) {
            return Finding.notHere("the configuration names none");
        }
        List<String> problems = new ArrayList<>();
        List<List<String>> fixCommands = new ArrayList<>();
        for (String path : context.secrets().files()) {
            Path file = context.machine().path(Path.of(path));
            try {
                if (!Files.exists(file)) {
                    problems.add(path + " is not there");
                } else if (Files.size(file) == 0) {
                    problems.add(path + " is empty");
                } else if (Files.getPosixFilePermissions(file).stream().anyMatch(FORBIDDEN_PERMISSIONS::contains)) {
                    problems.add(path + " can be read by others");
                    fixCommands.add(List.of("chmod", "600", file.toString()));
                }
            } catch (IOException unreadable) {
                problems.add(path + " cannot be looked at by " + context.machine().user());
            }
        }
        return problems.isEmpty()
                ? Finding.good(context.secrets().files().size() + " files, each filled and private")
                : Finding.bad(String.join("; ", problems), "write the secret into the file; sudo chmod 600 FILE")
                        .withFix(fixCommands);
    }
}
