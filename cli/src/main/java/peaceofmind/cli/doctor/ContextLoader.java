// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;

/** Reads the configuration as far as possible: a device with a mistake in it needs the doctor most. */
final class ContextLoader {

    /** Keys that end in {@code _file} name secrets, except for the recorder's control file. */
    private static final Pattern SECRET =
            Pattern.compile("^[^#]*?\\b(?!control_file)(\\w+_file):\\s*\"?([^\"#\\s]+)\"?");

    private ContextLoader() {}

    static DoctorContext load(TargetDevice device, Machine machine) {
        try {
            ConfigDocument document = device.document();
            TargetDevice.FullConfig config = TargetDevice.readAll(document);
            Optional<String> refusals = document.refusals().isEmpty()
                    ? Optional.empty()
                    : Optional.of(document.refusals().stream()
                            .map(refusal -> refusal.toString())
                            .collect(Collectors.joining("\n")));
            return new DoctorContext(machine, config, device.recorderSource(), refusals, secrets(device));
        } catch (ConfigException invalid) {
            return new DoctorContext(
                    machine,
                    defaults(),
                    "v4l2:/dev/video0",
                    Optional.of(String.valueOf(invalid.getMessage())),
                    secrets(device));
        }
    }

    private static TargetDevice.FullConfig defaults() {
        try {
            return TargetDevice.readAll(ConfigDocument.empty());
        } catch (ConfigException defect) {
            throw new IllegalStateException("the defaults contradict each other", defect);
        }
    }

    private static DoctorContext.Secrets secrets(TargetDevice device) {
        List<String> files = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(device.configFile())) {
                Matcher secret = SECRET.matcher(line);
                if (secret.find()) {
                    files.add(secret.group(2));
                }
            }
        } catch (IOException unreadable) {
            return new DoctorContext.Secrets(List.of(), Optional.empty());
        }
        return new DoctorContext.Secrets(files, device.mailServer());
    }
}
