package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.cli.device.Device;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;

/** Reads the configuration as far as it can be read: a device with a mistake in it needs the doctor most. */
final class Admission {

    /** The control file of the recorder is not a secret. */
    private static final Pattern SECRET =
            Pattern.compile("^[^#]*?\\b(?!control_file)(\\w+_file):\\s*\"?([^\"#\\s]+)\"?");

    private Admission() {}

    static Patient of(Device device, Machine machine) {
        try {
            return new Patient(
                    machine, device.everything(), device.recorderSource(), Optional.empty(), secrets(device));
        } catch (ConfigException mistakes) {
            return new Patient(
                    machine,
                    defaults(),
                    "v4l2:/dev/video0",
                    Optional.of(String.valueOf(mistakes.getMessage())),
                    secrets(device));
        }
    }

    private static Device.All defaults() {
        try {
            return Device.readAll(ConfigDocument.empty());
        } catch (ConfigException defect) {
            throw new IllegalStateException("the defaults contradict each other", defect);
        }
    }

    private static Patient.Secrets secrets(Device device) {
        List<String> files = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(device.configFile())) {
                Matcher secret = SECRET.matcher(line);
                if (secret.find()) {
                    files.add(secret.group(2));
                }
            }
        } catch (IOException absent) {
            return new Patient.Secrets(List.of(), Optional.empty());
        }
        return new Patient.Secrets(files, device.mailServer());
    }
}
