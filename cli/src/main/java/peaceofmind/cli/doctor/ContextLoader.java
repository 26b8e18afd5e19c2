// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.util.List;
import java.util.Optional;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigEntry;
import peaceofmind.foundation.config.ConfigException;

/** Reads the configuration as far as possible: a device with a mistake in it needs the doctor most. */
final class ContextLoader {

    private ContextLoader() {}

    static DoctorContext load(TargetDevice device, Machine machine) {
        try {
            ConfigDocument document = device.document();
            return new DoctorContext(
                    machine,
                    TargetDevice.read(document),
                    device.recorderSource(),
                    mistakes(device.document()),
                    new DoctorContext.Secrets(secretFiles(document), device.mailServer()));
        } catch (ConfigException unreadable) {
            return new DoctorContext(
                    machine,
                    TargetDevice.read(ConfigDocument.empty()),
                    "v4l2:/dev/video0",
                    Optional.of(String.valueOf(unreadable.getMessage())),
                    new DoctorContext.Secrets(List.of(), Optional.empty()));
        }
    }

    private static Optional<String> mistakes(ConfigDocument document) {
        try {
            ConfigReview.check(document, false);
            return Optional.empty();
        } catch (ConfigException mistakes) {
            return Optional.of(String.valueOf(mistakes.getMessage()));
        }
    }

    /** Keys that end in {@code _file} name secrets, except for the recorder's control file. */
    private static List<String> secretFiles(ConfigDocument document) {
        return document.entries().stream()
                .filter(entry -> entry.key().endsWith("_file") && !entry.key().endsWith(".control_file"))
                .map(ConfigEntry::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
