package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the one who asks may act, and the recorder's user may use the camera. */
final class RightsCheck implements Check {

    @Override
    public String name() {
        return "rights";
    }

    @Override
    public String why() {
        return "at night, from a phone, is a bad moment to learn that one may only look";
    }

    @Override
    public Finding look(Patient patient) throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        List<String> mend = new ArrayList<>();
        String user = patient.machine().user();
        Path socket = patient.machine().path(patient.config().recorder().socket());
        if (Files.exists(socket) && !Files.isWritable(socket)) {
            wrong.add(user + " may not talk to the recorder");
            group(socket).ifPresent(group -> mend.add("sudo adduser " + user + " " + group));
        }
        boolean operator =
                user.equals("root") || patient.config().watchdog().operators().contains(user) || patient.isDemo();
        if (!operator) {
            wrong.add(user + " may look, but not restart or reboot");
            mend.add("add " + user + " to watchdog.operators in the configuration");
        }
        Optional<String> groups =
                patient.isDemo() ? Optional.empty() : patient.machine().output("id", "-nG", "recorder");
        if (groups.isPresent()
                && patient.source().startsWith("v4l2:")
                && !List.of(groups.get().strip().split("\\s+", -1)).contains("video")) {
            wrong.add("user recorder is not in the group video");
            mend.add("sudo adduser recorder video");
        }
        return wrong.isEmpty()
                ? Finding.good(user + " may look and act")
                : Finding.attention(String.join("; ", wrong), String.join("; ", mend));
    }

    private static Optional<String> group(Path socket) {
        try {
            return Optional.of(Files.readAttributes(socket, PosixFileAttributes.class)
                    .group()
                    .getName());
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }
}
