// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.secret.PasswordHash;

/**
 * The dashboard's password.
 *
 * @param file holds its hash
 */
public record DashboardPassword(Path file) {

    private static final int MIN_LENGTH = 8;

    /**
     * Sets it, effective immediately.
     *
     * @throws CommandFailedException if it is too short or too long, or the file cannot be written; nothing was changed then
     */
    public void set(char[] password) throws CommandFailedException, IOException {
        checkLength(password.length);
        try {
            DurableFile.replace(file, PasswordHash.of(password).toText() + "\n", "rw-r-----");
            // The agent reads it through the group of the folder.
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            Files.setAttribute(file, "unix:gid", Objects.requireNonNull(Files.getAttribute(folder, "unix:gid")));
        } catch (FileSystemException refused) {
            throw new CommandFailedException(
                    "cannot write " + file + " (" + ErrorText.of(refused) + "): try again with sudo");
        }
    }

    static void checkLength(int length) throws CommandFailedException {
        if (length < MIN_LENGTH || length > PasswordHash.MAX_PASSWORD_LENGTH) {
            throw new CommandFailedException(lengthProblem() + "; nothing was changed");
        }
    }

    /** What is wrong with a password that was typed, if anything. */
    static Optional<String> problem(String password) {
        return password.length() < MIN_LENGTH || password.length() > PasswordHash.MAX_PASSWORD_LENGTH
                ? Optional.of(lengthProblem())
                : Optional.empty();
    }

    private static String lengthProblem() {
        return "the password of the dashboard must have " + MIN_LENGTH + " to " + PasswordHash.MAX_PASSWORD_LENGTH
                + " characters";
    }
}
