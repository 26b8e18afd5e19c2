// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.targets;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.StagedTarget;
import peaceofmind.recorder.upload.UploadTarget;
import peaceofmind.recorder.upload.command.SftpFolder;
import peaceofmind.recorder.upload.command.SftpSettings;

/** A folder of an SSH server. */
public record SftpConfig(String name, SftpSettings settings) implements TargetConfig {

    /** What a command line takes for an option, or a shell at the other side for something else, is no name. */
    private static final String HOST = "[A-Za-z0-9:][A-Za-z0-9.:-]{0,252}";

    private static final String USER = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}";
    private static final int SSH_PORT = 22;
    private static final int MAX_PORT = 65_535;

    static Optional<SftpConfig> read(ConfigSection section, String name) {
        Optional<String> host = ConfigValues.requiredText(section, "host", "Name or address of the SSH server");
        host.filter(text -> !text.matches(HOST))
                .ifPresent(text -> section.addProblem("host", "\"" + text + "\" is not a name or an address"));
        int port = section.integer("port", "Port of the SSH server", SSH_PORT, 1, MAX_PORT);
        Optional<String> user = ConfigValues.requiredText(section, "user", "User at the SSH server");
        user.filter(text -> !text.matches(USER))
                .ifPresent(text -> section.addProblem("user", "\"" + text + "\" is not the name of a user"));
        String folder = section.text("folder", "Folder there, absolute or relative to the user's home", "videos");
        if (folder.isBlank() || folder.startsWith("-") || folder.chars().anyMatch(c -> c < ' ')) {
            section.addProblem("folder", "is not the name of a folder");
        }
        Optional<Path> key = ConfigValues.requiredPath(
                section, "key_file", "Private key (mode 0600, without a passphrase, of the recorder's user)");
        Optional<Path> knownHosts = ConfigValues.requiredPath(
                section, "known_hosts", "File with the server's public key, as ssh-keyscan HOST prints it");
        if (host.isEmpty() || user.isEmpty() || key.isEmpty() || knownHosts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SftpConfig(
                name, new SftpSettings(host.get(), port, user.get(), folder, key.get(), knownHosts.get())));
    }

    @Override
    public UploadTarget create(Clock clock) {
        return new StagedTarget(new SftpFolder(settings, clock));
    }
}
