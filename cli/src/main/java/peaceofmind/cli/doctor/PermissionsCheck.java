// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the current user may control the device, and the recorder's user may use the camera. */
final class PermissionsCheck implements Check {

    @Override
    public String name() {
        return "rights";
    }

    @Override
    public String rationale() {
        return "at night, from a phone, is a bad time to find out that you cannot restart anything";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        List<String> problems = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        String user = context.machine().user();
        Path socket = context.machine().path(context.config().recorder().socket());
        if (context.hasPackagedRecorder() && Files.exists(socket) && !Files.isWritable(socket)) {
            problems.add(user + " has no access to the recorder's socket");
            group(socket).ifPresent(group -> remedies.add("sudo adduser " + user + " " + group));
        }
        boolean operator =
                user.equals("root") || context.config().watchdog().operators().contains(user) || context.isDemo();
        if (!operator) {
            problems.add(user + " can query the watchdog, but not restart or reboot");
            remedies.add("add " + user + " to watchdog.operators in the configuration");
        }
        Optional<String> groups = context.isDemo() || !context.hasPackagedRecorder()
                ? Optional.empty()
                : context.machine().output("id", "-nG", "recorder");
        if (groups.isPresent()
                && context.recorderSource().startsWith("v4l2:")
                && !List.of(groups.get().strip().split("\\s+", -1)).contains("video")) {
            problems.add("user recorder is not in the group video");
            remedies.add("sudo adduser recorder video");
        }
        return problems.isEmpty()
                ? Finding.good(user + " has full access")
                : Finding.attention(String.join("; ", problems), String.join("; ", remedies));
    }

    private static Optional<String> group(Path socket) {
        try {
            return Optional.of(Files.readAttributes(socket, PosixFileAttributes.class)
                    .group()
                    .getName());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
