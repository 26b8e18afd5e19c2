package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the files with passwords and tokens are there, filled, and for their owner only. */
final class SecretsCheck implements Check {

    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    @Override
    public String name() {
        return "credentials";
    }

    @Override
    public String why() {
        return "without them nothing is uploaded, shipped or mailed; readable by all, they are everybody's";
    }

    @Override
    public Finding look(Patient patient) {
        if (patient.secrets().files().isEmpty()) {
            return Finding.notHere("the configuration names none");
        }
        List<String> wrong = new ArrayList<>();
        List<List<String>> fix = new ArrayList<>();
        for (String named : patient.secrets().files()) {
            Path file = patient.machine().path(Path.of(named));
            try {
                if (!Files.exists(file)) {
                    wrong.add(named + " is not there");
                } else if (Files.size(file) == 0) {
                    wrong.add(named + " is empty");
                } else if (Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains)) {
                    wrong.add(named + " can be read by others");
                    fix.add(List.of("chmod", "600", file.toString()));
                }
            } catch (IOException hidden) {
                wrong.add(named + " cannot be looked at by " + patient.machine().user());
            }
        }
        return wrong.isEmpty()
                ? Finding.good(patient.secrets().files().size() + " files, each filled and private")
                : Finding.bad(String.join("; ", wrong), "write the secret into the file; sudo chmod 600 FILE")
                        .fixedBy(fix);
    }
}
